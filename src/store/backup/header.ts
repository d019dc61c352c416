import { createHash, hkdfSync } from 'node:crypto';
import { z } from 'zod';
import type { Random } from '../../base/random';
import type { Secret } from '../../base/secret';
import { parseVault, printVault, type VaultFile } from '../vaultFile';
import { damagedBackup, noBackup } from './damaged';
import { limits } from './limits';

/** The first line: the format, and its version. */
const magic = 'nymbridge backup 1\n';
const saltBytes = 32;

/** What stands in the clear at the beginning of a backup: the vault as it was, and a salt of the backup's own. */
export interface Header {
  readonly vault: VaultFile;
  readonly salt: Buffer;
}

const schema = z.strictObject({
  salt: z.base64().transform((text): Buffer => Buffer.from(text, 'base64')),
  vault: z.unknown(),
});

/** Two lines. The vault's file is made to be seen by others: it opens by the passphrase only. */
export function writeHeader({ vault, salt }: Header): Buffer {
  const line = JSON.stringify({ salt: salt.toString('base64'), vault: printVault(vault) });
  return Buffer.from(`${magic}${line}\n`);
}

/** Takes the header off the beginning; undefined as long as more bytes are needed. Throws UserError where it is none. */
export function readHeader(bytes: Buffer): { readonly header: Header; readonly length: number } | undefined {
  const start = bytes.subarray(0, magic.length).toString('latin1');
  if (!magic.startsWith(start)) throw noBackup();
  const end = bytes.indexOf('\n', magic.length);
  if (end < 0 && bytes.length > limits.headerBytes) throw noBackup();
  if (end < 0) return undefined;
  const parsed = schema.safeParse(parseJson(bytes.toString('utf8', magic.length, end)));
  if (!parsed.success || parsed.data.salt.length !== saltBytes) throw noBackup();
  return { header: { salt: parsed.data.salt, vault: readVault(parsed.data.vault) }, length: end + 1 };
}

/** What is wrong with it is said of the backup, not of a vault file. */
function readVault(value: unknown): VaultFile {
  try {
    return parseVault(value);
  } catch {
    throw damagedBackup();
  }
}

/**
 * The key of this one backup (RFC 5869): from the store's key, the salt, and every byte of the header, so that nothing in the
 * header can be changed without all of the rest failing to open.
 */
export function backupKey(storeKey: Secret, header: Header): Buffer {
  const info = createHash('sha256').update(writeHeader(header)).digest();
  return storeKey.use((bytes) => Buffer.from(hkdfSync('sha256', bytes, header.salt, info, 32)));
}

export function freshSalt(random: Random): Buffer {
  return random.bytes(saltBytes);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
