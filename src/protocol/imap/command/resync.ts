import type { ModSeq } from '../ids';
import type { Cursor } from '../wire/cursor';
import { afterSpace, readModSeq, readPositive } from '../wire/lexical';
import { readSequenceSet, star } from '../wire/sequenceSet';
import type { Range } from '../wire/sequenceSet';

/** QRESYNC of SELECT and EXAMINE: what a client remembers of the mailbox (RFC 7162 §3.2.5). */
export interface Resync {
  readonly uidValidity: number;
  readonly modSeq: ModSeq;
  /** The UIDs it is interested in; undefined for all. */
  readonly known?: readonly Range[];
  readonly match?: SequenceMatch;
}

/** Some sequence numbers and the UIDs they stood for, both rising and as many (RFC 7162 §3.2.5.2). */
export interface SequenceMatch {
  readonly numbers: readonly Range[];
  readonly uids: readonly Range[];
}

// "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"      RFC 7162 §7
export function readResync(c: Cursor): Resync {
  c.expect('(');
  const uidValidity = readPositive(c);
  const modSeq = afterSpace(c, readModSeq);
  const more = c.take(' ');
  const known = more && c.peek() !== '(' ? readKnownSet(c) : undefined;
  const match = more && (known === undefined || c.take(' ')) ? readMatch(c) : undefined;
  c.expect(')');
  return { uidValidity, modSeq, ...(known && { known }), ...(match && { match }) };
}

// seq-match-data = "(" known-sequence-set SP known-uid-set ")"
function readMatch(c: Cursor): SequenceMatch {
  c.expect('(');
  const numbers = readKnownSet(c);
  const uids = afterSpace(c, readKnownSet);
  if (!isRising(numbers) || !isRising(uids) || sizeOf(numbers) !== sizeOf(uids))
    c.fail('Expected as many UIDs as sequence numbers, rising,');
  c.expect(')');
  return { numbers, uids };
}

/** A set without "*" and "$": the client is to say what it knows. */
function readKnownSet(c: Cursor): readonly Range[] {
  const set = readSequenceSet(c);
  if (set === '$' || set.some(({ first, last }) => first === star || last === star)) c.fail('Expected plain numbers');
  return set;
}

function isRising(ranges: readonly Range[]): boolean {
  return ranges.every(({ first, last }, i) => first <= last && first > (ranges[i - 1]?.last ?? 0));
}

function sizeOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}
