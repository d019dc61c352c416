import type { Partial } from '../../command/section';

/** Bytes [start, end) less what a partial leaves out: nothing where it begins past the end (RFC 9051 §6.4.5). */
export function sliceOf(start: number, end: number, partial: Partial | undefined): { start: number; end: number } {
  if (!partial) return { start, end };
  const from = Math.min(start + partial.start, end);
  return { start: from, end: Math.min(from + partial.length, end) };
}

/** All pieces in one: for headers, which are bounded. */
export async function readAll(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const held: Buffer[] = [];
  for await (const piece of pieces) held.push(piece);
  return Buffer.concat(held);
}

/** Of a stream of bytes those in [start, end); stops reading at the end. */
export async function* cut(pieces: AsyncIterable<Buffer>, start: number, end: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const piece of pieces) {
    if (at >= end) return;
    const wanted = piece.subarray(Math.max(0, start - at), Math.max(0, end - at));
    at += piece.length;
    if (wanted.length > 0) yield wanted;
  }
}
