import { createCipheriv, createDecipheriv, scryptSync } from 'node:crypto';
import type { Random } from '../base/random';
import { Secret } from '../base/secret';
import { UserError } from '../base/errors';
import { limits } from './limits';
import type { VaultFile } from './vaultFile';
import { alreadyThere, hasVaultFile, readVaultFile, writeVaultFile } from './vaultFile';

/** How dear each guess of the passphrase is (RFC 7914 §2). Tests take less; the file says what it was made with. */
export interface ScryptCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

const keyBytes = 32;
const nonceBytes = 12;
const saltBytes = 16;

/** Makes the vault file in `dir` (made where missing, 0700) and gives the store's new key. Throws UserError where there is one. */
export function createVault(dir: string, passphrase: Secret, random: Random, cost: ScryptCost = limits.scrypt): Secret {
  if (hasVaultFile(dir)) throw alreadyThere();
  const key = new Secret(random.bytes(keyBytes));
  writeVaultFile(dir, wrap(key, passphrase, random, cost), 'new');
  return key;
}

/** The store's key. Throws UserError for a wrong passphrase, and for a missing or damaged vault file. */
export function openVault(dir: string, passphrase: Secret): Secret {
  return unwrapVault(readVaultFile(dir), passphrase);
}

/**
 * Wraps the same key under another passphrase; the store is not touched. At any moment the file opens with exactly one of
 * the two, also after a crash. Whoever kept a copy of the old file can still use the old passphrase on it.
 */
export function changePassphrase(
  dir: string,
  old: Secret,
  next: Secret,
  random: Random,
  cost: ScryptCost = limits.scrypt,
): void {
  const key = openVault(dir, old);
  writeVaultFile(dir, wrap(key, next, random, cost), 'replace');
  key.wipe();
}

function wrap(key: Secret, passphrase: Secret, random: Random, { n, r, p }: ScryptCost): VaultFile {
  const header = { version: 1, kdf: 'scrypt', n, r, p, salt: random.bytes(saltBytes) } as const;
  const nonce = random.bytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', derive(header, passphrase), nonce).setAAD(bound(header));
  const wrapped = key.use((bytes) => Buffer.concat([cipher.update(bytes), cipher.final()]));
  return { ...header, nonce, wrapped, tag: cipher.getAuthTag() };
}

/** The key in a vault file's content. Throws UserError for a wrong passphrase. */
export function unwrapVault(file: VaultFile, passphrase: Secret): Secret {
  const decipher = createDecipheriv('aes-256-gcm', derive(file, passphrase), file.nonce).setAAD(bound(file));
  decipher.setAuthTag(file.tag);
  const key = decipher.update(file.wrapped);
  try {
    decipher.final();
  } catch {
    key.fill(0);
    throw new UserError(
      'The passphrase is wrong. (If you are sure of it, the vault file is damaged: restore it from a backup.)',
    );
  }
  return new Secret(key);
}

type Header = Omit<VaultFile, 'nonce' | 'wrapped' | 'tag'>;

function derive({ n, r, p, salt }: Header, passphrase: Secret): Buffer {
  const maxmem = 128 * n * r + 128 * r * p + 1024 * 1024;
  return passphrase.use((bytes) => scryptSync(bytes, salt, keyBytes, { N: n, r, p, maxmem }));
}

/** What the tag vouches for beside the key, so that no other parameters can be slipped in. */
function bound({ version, kdf, n, r, p, salt }: Header): Buffer {
  return Buffer.from(JSON.stringify([version, kdf, n, r, p, salt.toString('base64')]));
}
