import type { Cursor } from './cursor';
import { readPositive } from './lexical';

/** "*": the largest number in use. */
export const star = Infinity;

/** first <= last does not hold before `star` is known: `4:*` may mean 3:4. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** The ranges as written, or `$`, the saved result of a search (RFC 9051 §6.4.4.1). */
export type SequenceSet = readonly Range[] | '$';

// sequence-set = (seq-number / seq-range) ["," sequence-set] / seq-last-command       RFC 9051 §9
export function readSequenceSet(c: Cursor): SequenceSet {
  if (c.take('$')) return '$';
  const ranges = [readRange(c)];
  while (c.take(',')) ranges.push(readRange(c));
  return ranges;
}

/** The set with `largest` for "*", each range rising, sorted, and joined where they touch. */
export function normalRanges(ranges: readonly Range[], largest: number): Range[] {
  const known = (n: number) => (n === star ? largest : n);
  const rising = ranges
    .map(({ first, last }) => [known(first), known(last)] as const)
    .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }))
    .sort((a, b) => a.first - b.first);
  const joined: Range[] = [];
  for (const range of rising) {
    const previous = joined.at(-1);
    if (previous && range.first <= previous.last + 1)
      joined[joined.length - 1] = { first: previous.first, last: Math.max(previous.last, range.last) };
    else joined.push(range);
  }
  return joined;
}

/** Whether a number is in ranges as `normalRanges` gives them. */
export function isInRanges(ranges: readonly Range[], number: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.last ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range.first <= number;
}

/** Rising numbers as a set: `1:3,7`. */
export function writeNumberSet(numbers: readonly number[]): string {
  const runs: string[] = [];
  for (let i = 0; i < numbers.length;) {
    let end = i;
    while (numbers[end + 1] === (numbers[end] ?? 0) + 1) end++;
    runs.push(end === i ? String(numbers[i]) : `${String(numbers[i])}:${String(numbers[end])}`);
    i = end + 1;
  }
  return runs.join(',');
}

/** The set as it was written, for logs: it tells nothing of the mail. */
export function showSequenceSet(set: SequenceSet): string {
  if (set === '$') return '$';
  const show = (n: number) => (n === star ? '*' : String(n));
  return set.map(({ first, last }) => (first === last ? show(first) : `${show(first)}:${show(last)}`)).join(',');
}

function readRange(c: Cursor): Range {
  const first = readSequenceNumber(c);
  return { first, last: c.take(':') ? readSequenceNumber(c) : first };
}

function readSequenceNumber(c: Cursor): number {
  return c.take('*') ? star : readPositive(c);
}
