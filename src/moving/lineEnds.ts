import { asBuffer, CR, LF } from '../base/bytes';

// Files on Unix end their lines with LF, mail on the wire and in the store with CRLF. What is CRLF throughout is written with LF,
// and comes back the same; what is not, is written as it is, and says so.

/** Whether every CR and LF stands in a CRLF: only then can the CRs be left out and be put back. */
export function isPlain(pieces: Iterable<Buffer>): boolean {
  let before = 0;
  for (const piece of pieces) {
    for (const byte of piece) {
      if ((byte === LF) !== (before === CR)) return false;
      before = byte;
    }
  }
  return before !== CR;
}

/** Without the CRs. */
export function* withoutCr(pieces: Iterable<Buffer>): Generator<Buffer, void, undefined> {
  for (const piece of pieces) yield piece.includes(CR) ? dropCr(piece) : piece;
}

function dropCr(piece: Buffer): Buffer {
  const out = Buffer.allocUnsafe(piece.length);
  let length = 0;
  for (const byte of piece) if (byte !== CR) out[length++] = byte;
  return out.subarray(0, length);
}

/**
 * A mail out of a file as the store wants it. Its first line end tells which kind the file has: behind LF, every LF without a
 * CR gets one; behind CRLF, everything stays.
 */
export function fromFile(bytes: Uint8Array): Buffer {
  const source = asBuffer(bytes);
  const first = source.indexOf(LF);
  if (first < 0 || (first > 0 && source[first - 1] === CR)) return source;
  const bare = bareLfs(source);
  const out = Buffer.allocUnsafe(source.length + bare);
  let length = 0;
  let before = 0;
  for (const byte of source) {
    if (byte === LF && before !== CR) out[length++] = CR;
    out[length++] = byte;
    before = byte;
  }
  return out;
}

function bareLfs(source: Buffer): number {
  let count = 0;
  for (let at = source.indexOf(LF); at >= 0; at = source.indexOf(LF, at + 1)) if (source[at - 1] !== CR) count++;
  return count;
}
