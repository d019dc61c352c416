import { createHash } from 'node:crypto';
import { blake2s } from '@noble/hashes/blake2.js';

/** A digest of 32 bytes. OpenSSL's, which is many times as quick as one in JavaScript, and has this length only. */
export function blake2s256(...pieces: readonly Uint8Array[]): Buffer {
  const hash = createHash('blake2s256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

/** What a key is called by: BLAKE2s of 16 bytes, which is not the beginning of the longer one (yamn.md §2). */
export function keyIdOf(publicKey: Uint8Array): Buffer {
  return Buffer.from(blake2s(publicKey, { dkLen: 16 }));
}
