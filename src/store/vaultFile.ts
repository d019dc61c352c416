import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, UserError } from '../base/errors';
import { flushFolder, writeFlushed } from '../base/wholeFile';
import { limits } from './limits';

const name = 'vault.json';

const base64 = (bytes: number) =>
  z
    .base64()
    .transform((text): Buffer => Buffer.from(text, 'base64'))
    .refine((value) => value.length === bytes);

const most = limits.scryptMost;
const isPowerOfTwo = (n: number) => Number.isInteger(Math.log2(n));

/** What the file holds: how the passphrase becomes a key (RFC 7914 §2), and the store's key under AES-256-GCM with that key. */
const schema = z.strictObject({
  version: z.literal(1),
  kdf: z.literal('scrypt'),
  n: z.int().min(2).max(most.n).refine(isPowerOfTwo),
  r: z.int().min(1).max(most.r),
  p: z.int().min(1).max(most.p),
  salt: base64(16),
  nonce: base64(12),
  wrapped: base64(32),
  tag: base64(16),
});

/** The file's content, with its bytes as bytes. */
export interface VaultFile {
  readonly version: 1;
  readonly kdf: 'scrypt';
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly nonce: Buffer;
  readonly wrapped: Buffer;
  readonly tag: Buffer;
}

/** Whether `dir` has a vault file, whatever its state. */
export function hasVaultFile(dir: string): boolean {
  return existsSync(join(dir, name));
}

/** Throws UserError where the file is missing, or is not one this program wrote. */
export function readVaultFile(dir: string): VaultFile {
  return parseVault(parse(readText(join(dir, name))));
}

/** The file's content out of its JSON. Throws UserError where it is none, or asks for more work than any of ours. */
export function parseVault(value: unknown): VaultFile {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw damaged();
}

/**
 * Writes the file whole or not at all, and on disk when it returns: a file of another name, flushed, takes its place, and
 * the folder is flushed. `new` throws UserError where there is one by then.
 */
export function writeVaultFile(dir: string, file: VaultFile, mode: 'new' | 'replace'): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  removeLeftovers(dir);
  const temporary = join(dir, `${name}.${process.pid}.tmp`);
  writeFlushed(temporary, Buffer.from(`${JSON.stringify(printVault(file), undefined, 2)}\n`), 0o600);
  if (mode === 'new') putNew(temporary, join(dir, name));
  else renameSync(temporary, join(dir, name));
  flushFolder(dir);
}

/**
 * A second name for the file fails where there is one of that name: two who begin at once cannot both succeed. Where the disk knows no
 * second names a copy does, which a crash could cut: of a vault that nothing lies behind yet. `link` is another in tests only.
 */
export function putNew(temporary: string, path: string, link = linkSync): void {
  try {
    try {
      link(temporary, path);
    } catch (error) {
      if (!noSecondNames.includes(codeOf(error) ?? '')) throw error;
      writeFlushed(path, readFileSync(temporary), 0o600);
    }
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw alreadyThere();
    throw error;
  } finally {
    rmSync(temporary);
  }
}

/** FAT and exFAT, some network disks. */
const noSecondNames: readonly string[] = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/** Of a process that died between writing and renaming. */
function removeLeftovers(dir: string): void {
  for (const entry of readdirSync(dir))
    if (entry.startsWith(`${name}.`) && entry.endsWith('.tmp')) rmSync(join(dir, entry), { force: true });
}

function readText(path: string): string {
  try {
    if (statSync(path).size > limits.vaultBytes) throw damaged();
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new UserError(
      'There is no vault here yet. Run "nymbridge init" first, or set NYMBRIDGE_HOME to where your data are.',
      { cause: error },
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged();
  }
}

/** The file's content as JSON takes it. */
export function printVault({ salt, nonce, wrapped, tag, ...parameters }: VaultFile) {
  const text = (bytes: Buffer) => bytes.toString('base64');
  return { ...parameters, salt: text(salt), nonce: text(nonce), wrapped: text(wrapped), tag: text(tag) };
}

/** Making another would lock the mail away for ever. */
export function alreadyThere(): UserError {
  return new UserError(
    'There is a vault already, with the only key to your mail. Move it away yourself to start anew.',
  );
}

function damaged(): UserError {
  return new UserError(
    'The vault file (vault.json) is damaged: restore it from a backup. Without it the mail cannot be read.',
  );
}
