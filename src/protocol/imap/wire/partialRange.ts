import type { Cursor } from './cursor';
import { readPositive } from './lexical';

/** A part of a list of results: `first` <= `last`, both belong to it, and 1 is the first result or, with `fromEnd`, the last. */
export interface PartialRange {
  readonly first: number;
  readonly last: number;
  readonly fromEnd: boolean;
  /** As the client wrote it, for the answer to repeat. */
  readonly text: string;
}

// partial-range = nz-number ":" nz-number / MINUS nz-number ":" MINUS nz-number      RFC 9394 §4
export function readPartialRange(c: Cursor): PartialRange {
  const fromEnd = c.take('-');
  const sign = fromEnd ? '-' : '';
  const a = readPositive(c);
  c.expect(`:${sign}`);
  const b = readPositive(c);
  return { first: Math.min(a, b), last: Math.max(a, b), fromEnd, text: `${sign}${a}:${sign}${b}` };
}

/** The results in the range, in their order: those that are there (RFC 9394 §3.1). */
export function partOf<T>(results: readonly T[], { first, last, fromEnd }: PartialRange): readonly T[] {
  const end = results.length;
  if (!fromEnd) return results.slice(first - 1, last);
  return results.slice(Math.max(0, end - last), Math.max(0, end - first + 1));
}
