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

/**
 * Whether a session key fits encrypted data, by the two bytes repeated in its random prefix (RFC 9580 §5.7): a wrong
 * passphrase passes once in 65,536 times. Undefined where Node has no such cipher. `data` begins at the prefix.
 */
export function prefixFits(key: SessionKey, data: Buffer): boolean | undefined {
  const cipher = byName.get(key.cipher);
  if (!cipher?.native) return undefined;
  const { blockBytes: block } = cipher;
  const decipher = createDecipheriv(cipher.native, key.data, Buffer.alloc(block));
  const prefix = decipher.update(data.subarray(0, block + 2));
  return prefix.length === block + 2 && prefix.readUInt16BE(block - 2) === prefix.readUInt16BE(block);
}
