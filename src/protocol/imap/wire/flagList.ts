import { canonicalFlag } from '../flags';
import { limits } from '../limits';
import type { Cursor } from './cursor';
import { readAtom, readList } from './lexical';

// flag-list = "(" [flag *(SP flag)] ")"                                   RFC 9051 §9
export function readFlagList(c: Cursor): string[] {
  return distinct(readList(c, limits.flags, () => readFlag(c), true));
}

// store-att-flags = flag-list / (flag *(SP flag))
export function readFlags(c: Cursor): string[] {
  if (c.peek() === '(') return readFlagList(c);
  const flags = [readFlag(c)];
  while (c.take(' ')) {
    if (flags.length >= limits.flags) c.fail(`More than ${limits.flags} flags`);
    flags.push(readFlag(c));
  }
  return distinct(flags);
}

/** A flag in its own case. \Recent is none of those that a client can set (RFC 3501 §2.3.2). */
function readFlag(c: Cursor): string {
  const flag = (c.take('\\') ? '\\' : '') + readAtom(c);
  if (flag.length > limits.flagBytes) c.fail(`A flag may have ${limits.flagBytes} characters; this one is longer`);
  return canonicalFlag(flag) ?? c.fail('A client can set no such system flag');
}

function distinct(flags: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const flag of flags) if (!seen.has(flag.toLowerCase())) seen.set(flag.toLowerCase(), flag);
  return [...seen.values()];
}
