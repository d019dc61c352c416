import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';

const cbc = 'des-ede3-cbc';
const cfb = 'aes-256-cfb';
const blockBytes = 16;

/** 3DES EDE in CBC, without padding: `bytes` are whole blocks of 8. `key` has 24 bytes, `iv` 8. */
export function encrypt3des(key: Buffer, iv: Buffer, bytes: Buffer): Buffer {
  return createCipheriv(cbc, key, iv).setAutoPadding(false).update(bytes);
}

export function decrypt3des(key: Buffer, iv: Buffer, bytes: Buffer): Buffer {
  return createDecipheriv(cbc, key, iv).setAutoPadding(false).update(bytes);
}

export function md5(bytes: Buffer): Buffer {
  return createHash('md5').update(bytes).digest();
}

export function hmac(key: Buffer, ...pieces: readonly (Buffer | string)[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const piece of pieces) mac.update(piece);
  return mac.digest();
}

/** AES-256-CFB128 of several texts, each with a key of its own and all with one register: what it holds after one text, the next begins with (mixmaster.md §6). */
export interface Register {
  readonly encrypt: (key: Buffer, bytes: Buffer) => Buffer;
  readonly decrypt: (key: Buffer, bytes: Buffer) => Buffer;
}

export function openRegister(iv: Buffer): Register {
  let held = iv;
  return {
    encrypt: (key, bytes) => {
      const sealed = createCipheriv(cfb, key, held).update(bytes);
      held = heldAfter(sealed, key);
      return sealed;
    },
    decrypt: (key, bytes) => {
      const open = createDecipheriv(cfb, key, held).update(bytes);
      held = heldAfter(bytes, key);
      return open;
    },
  };
}

/** The last block of what was sealed; of one that is cut off, the rest of its key stream. */
function heldAfter(sealed: Buffer, key: Buffer): Buffer {
  const over = sealed.length % blockBytes;
  if (over === 0) return sealed.subarray(-blockBytes);
  const before = sealed.subarray(sealed.length - over - blockBytes, sealed.length - over);
  const stream = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(before);
  return Buffer.concat([sealed.subarray(-over), stream.subarray(over)]);
}
