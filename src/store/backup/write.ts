import { createReadStream, rmSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeLeftovers } from '../../base/leftovers';
import type { Random } from '../../base/random';
import type { Secret } from '../../base/secret';
import { flushFolder } from '../../base/wholeFile';
import { readVaultFile } from '../vaultFile';
import { openVault } from '../vault';
import { sealChunks } from './chunks';
import { type Contents, writeContents } from './contents';
import { backupKey, freshSalt, type Header, writeHeader } from './header';
import { takeSnapshot } from './snapshot';

export interface BackupWishes {
  /** Of the store and its vault. */
  readonly dir: string;
  readonly passphrase: Secret;
  /** The configuration, to the byte. */
  readonly config: Buffer;
  /** The backup's name. What is there is replaced, in one step and at the very end. */
  readonly file: string;
  /** ms since 1970. */
  readonly now: number;
  readonly version: string;
  readonly random: Random;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Writes everything into one encrypted file: whole and on disk when it resolves, or not there. May run beside a `run`. Throws
 * UserError for a wrong passphrase, StoreError, and what the file system says.
 */
export async function writeBackup(wishes: BackupWishes): Promise<Contents> {
  const { dir, file, passphrase, random } = wishes;
  removeLeftovers(dir, 'snapshot-', '.db');
  removeLeftovers(dirname(file), `.${basename(file)}.`, '.part');
  const copy = join(dir, `snapshot-${process.pid}.db`);
  const unfinished = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  const header = { vault: readVaultFile(dir), salt: freshSalt(random) };
  const storeKey = openVault(dir, passphrase);
  try {
    takeSnapshot(dir, storeKey, copy);
    const contents = {
      made: wishes.now,
      version: wishes.version,
      config: wishes.config.length,
      database: statSync(copy).size,
    };
    const text = parts(wishes, contents, copy);
    await writeAll(unfinished, header, sealChunks(backupKey(storeKey, header), text));
    await rename(unfinished, file);
    flushFolder(dirname(file));
    return contents;
  } finally {
    for (const leftover of [copy, unfinished]) rmSync(leftover, { force: true });
    storeKey.wipe();
  }
}

async function* parts(
  { config, onProgress }: BackupWishes,
  contents: Contents,
  copy: string,
): AsyncGenerator<Uint8Array> {
  yield writeContents(contents);
  yield config;
  let done = 0;
  for await (const bytes of createReadStream(copy, { highWaterMark: 1024 * 1024 })) {
    if (!Buffer.isBuffer(bytes)) throw new TypeError('a file is bytes');
    yield bytes;
    done += bytes.length;
    onProgress?.(done, contents.database);
  }
}

async function writeAll(path: string, header: Header, sealed: AsyncIterable<Buffer>): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(writeHeader(header));
    for await (const piece of sealed) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
