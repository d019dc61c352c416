import { createCipheriv, createDecipheriv } from 'node:crypto';
import { damagedBackup } from './damaged';
import { limits } from './limits';

// A long text as pieces of one size, each under AES-256-GCM. The nonce is the piece's number, and whether it is the last one:
// a piece that is missing, moved, doubled or cut off does not open (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
// Vizár, 2015). The key must be used for one text only.

const tagBytes = 16;

/** Seals a text; pieces come as soon as they are full. */
export async function* sealChunks(key: Uint8Array, text: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const { bytes, number, last } of pieces(text, limits.chunkBytes)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, last));
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Opens what was sealed; gives nothing that is not authentic. Throws UserError at the first piece that is not, or if the last is missing. */
export async function* openChunks(key: Uint8Array, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const { bytes, number, last } of pieces(sealed, limits.chunkBytes + tagBytes)) {
    if (bytes.length < tagBytes) throw damagedBackup();
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, last));
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
    const plain = decipher.update(bytes.subarray(0, bytes.length - tagBytes));
    try {
      decipher.final();
    } catch {
      throw damagedBackup();
    }
    yield plain;
  }
}

/** Eleven bytes of number, big-endian, and one that says whether it is the last. */
function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

interface Piece {
  readonly bytes: Buffer;
  readonly number: number;
  readonly last: boolean;
}

/** Cuts a stream into pieces of `size`, the last one shorter or as long, and empty only where all of it is. */
async function* pieces(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Piece> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  let number = 0;
  for await (const bytes of source) {
    waiting.push(bytes);
    length += bytes.length;
    if (length <= size) continue;
    // more than one piece: what fills it is certainly not the last
    let all = Buffer.concat(waiting);
    for (; all.length > size; all = all.subarray(size)) {
      yield { bytes: all.subarray(0, size), number: number++, last: false };
    }
    waiting = [all];
    length = all.length;
  }
  yield { bytes: Buffer.concat(waiting), number, last: true };
}
