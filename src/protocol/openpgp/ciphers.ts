import { createDecipheriv } from 'node:crypto';
import type { SessionKey as LibrarySessionKey } from 'openpgp';

export type CipherName = LibrarySessionKey['algorithm'];

/** A symmetric cipher of RFC 9580 §9.3; `native` is Node's name for it in CFB mode, where Node has it. */
interface Cipher {
  readonly name: CipherName;
  readonly keyBytes: number;
  readonly blockBytes: number;
  readonly native?: string;
}

const ciphers: Readonly<Record<number, Cipher>> = {
  2: { name: 'tripledes', keyBytes: 24, blockBytes: 8, native: 'des-ede3-cfb' },
  3: { name: 'cast5', keyBytes: 16, blockBytes: 8 },
  4: { name: 'blowfish', keyBytes: 16, blockBytes: 8 },
  7: { name: 'aes128', keyBytes: 16, blockBytes: 16, native: 'aes-128-cfb' },
  8: { name: 'aes192', keyBytes: 24, blockBytes: 16, native: 'aes-192-cfb' },
  9: { name: 'aes256', keyBytes: 32, blockBytes: 16, native: 'aes-256-cfb' },
  10: { name: 'twofish', keyBytes: 32, blockBytes: 16 },
};

const byName = new Map<string, Cipher>(Object.values(ciphers).map((cipher) => [cipher.name, cipher]));

/** The key of one encrypted message. */
export interface SessionKey {
  readonly cipher: CipherName;
  readonly data: Uint8Array;
}

export function cipherOf(id: number): Cipher | undefined {
  return ciphers[id];
}

/** The library's session key as ours; it names the cipher by a text, or not at all. */
export function sessionKeyOf(name: string | null, data: Uint8Array): SessionKey | undefined {
  const cipher = byName.get(name ?? '');
  return cipher?.keyBytes === data.length ? { cipher: cipher.name, data } : undefined;
}

/** How many random bytes stand in front of what is encrypted: a block, and its last two bytes again. */
export function prefixBytes(key: SessionKey): number {
  return (byName.get(key.cipher)?.blockBytes ?? 0) + 2;
}

/** Undoes CFB mode from a vector of zeros (RFC 9580 §5.13.1), or undefined where Node has no such cipher. */
export function decryptCfb(key: SessionKey, encrypted: Buffer): Buffer | undefined {
  const cipher = byName.get(key.cipher);
  if (!cipher?.native) return undefined;
  return createDecipheriv(cipher.native, key.data, Buffer.alloc(cipher.blockBytes)).update(encrypted);
}

/**
 * Whether a session key fits encrypted data, by the two bytes repeated in its random prefix (RFC 9580 §5.7): a wrong
 * passphrase passes once in 65,536 times. Undefined where Node has no such cipher. `encrypted` begins at the prefix.
 */
export function prefixFits(key: SessionKey, encrypted: Buffer): boolean | undefined {
  const length = prefixBytes(key);
  const prefix = decryptCfb(key, encrypted.subarray(0, length));
  if (!prefix) return undefined;
  return prefix.length === length && prefix.readUInt16BE(length - 4) === prefix.readUInt16BE(length - 2);
}
