import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { UserError } from '../../base/errors';
import type { Secret } from '../../base/secret';
import { unwrapVault } from '../vault';
import type { VaultFile } from '../vaultFile';
import { openChunks } from './chunks';
import { type Contents, readContents, readContentsLength } from './contents';
import { damagedBackup, noBackup } from './damaged';
import { backupKey, readHeader } from './header';

/** What was in a backup; its database has been written to a file. */
export interface Restored {
  readonly contents: Contents;
  readonly config: Buffer;
  /** As it was, to be put beside the database. */
  readonly vault: VaultFile;
  /** The key that opens the database. */
  readonly key: Secret;
}

/**
 * Reads a backup to its end, every byte authenticated, and writes the database in it to `database`, a new file, on disk when it
 * resolves. Throws UserError where the passphrase is wrong, or the file is no backup, damaged, cut short or longer than it should
 * be; what has been written by then is worth nothing.
 */
export async function readBackup(
  file: string,
  passphrase: Secret,
  database: string,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Restored> {
  const bytes = bytesOf(file);
  try {
    const source = openSource(bytes);
    const { header } = await source.header();
    const key = openKey(header.vault, passphrase);
    const take = reader(openChunks(backupKey(key, header), source.rest()));
    const contents = readContents(await take.exactly(readContentsLength(await take.exactly(4))));
    const config = await take.exactly(contents.config);
    await writeDatabase(database, take, contents.database, onProgress);
    return { contents, config, vault: header.vault, key };
  } finally {
    await bytes.return(undefined);
  }
}

function openKey(vault: VaultFile, passphrase: Secret): Secret {
  try {
    return unwrapVault(vault, passphrase);
  } catch (cause) {
    const message = 'The passphrase is wrong: a backup opens by the one that the bridge had when it was made.';
    throw new UserError(`${message} (If you are sure of it, the backup is damaged.)`, { cause });
  }
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  for await (const bytes of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    if (Buffer.isBuffer(bytes)) yield bytes;
  }
}

/** Takes the header off a stream; the rest can be read on. */
function openSource(stream: AsyncGenerator<Buffer>) {
  let seen: Buffer = Buffer.alloc(0);
  return {
    header: async () => {
      for (;;) {
        const found = readHeader(seen);
        if (found) {
          seen = seen.subarray(found.length);
          return found;
        }
        const next = await stream.next();
        if (next.done) throw noBackup();
        seen = Buffer.concat([seen, next.value]);
      }
    },
    rest: async function* () {
      yield seen;
      yield* stream;
    },
  };
}

type Take = ReturnType<typeof reader>;

/** Reads a stream by lengths. Throws UserError where there is less or, at the end, more than there should be. */
function reader(stream: AsyncGenerator<Buffer>) {
  let unread: Buffer = Buffer.alloc(0);
  /** Up to so many bytes, at least one. */
  const some = async (most: number): Promise<Buffer> => {
    while (unread.length === 0) {
      const next = await stream.next();
      if (next.done) throw damagedBackup();
      unread = next.value;
    }
    const taken = unread.subarray(0, most);
    unread = unread.subarray(taken.length);
    return taken;
  };
  return {
    some,
    exactly: async (length: number): Promise<Buffer> => {
      const taken: Buffer[] = [];
      for (let left = length; left > 0;) {
        const bytes = await some(left);
        taken.push(bytes);
        left -= bytes.length;
      }
      return Buffer.concat(taken);
    },
    end: async (): Promise<void> => {
      if (unread.length > 0) throw damagedBackup();
      for (;;) {
        const next = await stream.next();
        if (next.done) return;
        if (next.value.length > 0) throw damagedBackup();
      }
    },
  };
}

async function writeDatabase(
  path: string,
  take: Take,
  length: number,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    for (let done = 0; done < length;) {
      const bytes = await take.some(length - done);
      await handle.writeFile(bytes);
      done += bytes.length;
      onProgress(done, length);
    }
    await take.end();
    await handle.sync();
  } finally {
    await handle.close();
  }
}
