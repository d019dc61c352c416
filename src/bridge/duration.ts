import { readDuration } from '../base/duration';

/** `off`, `2h` (anything up to that) or `30m..6h`, as the shortest and the longest time in ms; undefined for anything else. */
export function readPool(text: string): { readonly leastMs: number; readonly mostMs: number } | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'off') return { leastMs: 0, mostMs: 0 };
  const [first = '', second] = word.split('..', 2);
  const least = second === undefined ? 0 : readDuration(first.trim());
  const most = readDuration((second ?? first).trim());
  return least === undefined || most === undefined || least > most ? undefined : { leastMs: least, mostMs: most };
}

/** A key's life is 32 bits of seconds (RFC 9580 §5.2.3.13), 136 years: what is longer would wrap around. */
const longestLife = 100 * 365 * 86_400;

/** Reads a length of life such as `2y`, `18m` (months), `90d` as seconds, at most 100 years; undefined for anything else. */
export function readLife(text: string): number | undefined {
  const days: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30.5, y: 365 };
  const match = /^(\d{1,4})([dwmy])$/.exec(text);
  const seconds = match ? Number(match[1]) * (days[match[2] ?? ''] ?? 0) * 86_400 : 0;
  return seconds > 0 && seconds <= longestLife ? seconds : undefined;
}
