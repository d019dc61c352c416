import { asBuffer } from '../../base/bytes';

/** Turns bytes that come in pieces into something else. What a piece cannot decide waits for the next one, or for the end. */
export interface Decoder<T> {
  write(bytes: Buffer): T;
  end(): T;
}

/** The whole of it at once. */
export function decodeAll(decoder: Decoder<Buffer>, bytes: Uint8Array): Buffer {
  const first = decoder.write(asBuffer(bytes));
  const last = decoder.end();
  return last.length === 0 ? first : Buffer.concat([first, last]);
}

/** For bytes that are what they are. */
export const identity: Decoder<Buffer> = { write: (bytes) => bytes, end: () => Buffer.alloc(0) };
