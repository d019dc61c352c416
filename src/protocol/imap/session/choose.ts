import { ImapError } from '../errors';
import { asSequenceNumber } from '../ids';
import type { SequenceNumber, Uid } from '../ids';
import { normalRanges, star } from '../wire/sequenceSet';
import type { Range, SequenceSet } from '../wire/sequenceSet';
import type { Selected } from './session';
import type { Chosen, Tracker } from './tracker';

export type { Chosen } from './tracker';

/**
 * The messages a set names, rising. A sequence number past the end is 'no-such-message' (RFC 9051 §9, seq-number); a UID
 * that is not there is no error (RFC 9051 §6.4.9).
 */
export function choose(selected: Selected, set: SequenceSet, uid: boolean): Chosen[] {
  return look(selected, chooseNumbers(selected, set, uid));
}

/** The same by their numbers alone, which hold until the client is told otherwise: of very many messages, much less to remember. */
export function chooseNumbers({ tracker, saved }: Selected, set: SequenceSet, uid: boolean): SequenceNumber[] {
  if (set === '$') return saved.flatMap((one) => tracker.sequenceOf(one) ?? []);
  return uid ? numbersByUid(tracker, set) : numbersBySequence(tracker, set);
}

/** The same by their UIDs. */
export function chooseUids(selected: Selected, set: SequenceSet, uid: boolean): Uid[] {
  const uids: Uid[] = [];
  for (const sequence of chooseNumbers(selected, set, uid)) {
    const one = selected.tracker.uidAt(sequence);
    if (one !== undefined) uids.push(one);
  }
  return uids;
}

/** What the client's numbers stand for. */
export function look({ tracker }: Selected, numbers: readonly SequenceNumber[]): Chosen[] {
  const chosen: Chosen[] = [];
  for (const sequence of numbers) {
    const one = tracker.at(sequence);
    if (one) chosen.push(one);
  }
  return chosen;
}

/** The UIDs of what was chosen. */
export function uidsOf(chosen: readonly Chosen[]): Uid[] {
  return chosen.map(({ uid }) => uid);
}

function numbersByUid(tracker: Tracker, ranges: readonly Range[]): SequenceNumber[] {
  const largest = tracker.largestUid;
  if (largest === undefined) return [];
  return numbersIn(
    normalRanges(ranges, largest).map(({ first, last }) => ({
      first: tracker.indexFrom(first) + 1,
      last: tracker.indexFrom(last + 1),
    })),
  );
}

function numbersBySequence(tracker: Tracker, ranges: readonly Range[]): SequenceNumber[] {
  for (const { first, last } of ranges) {
    const largest = Math.max(first === star ? 1 : first, last === star ? 1 : last);
    if (largest > tracker.count)
      throw new ImapError('no-such-message', `There are ${tracker.count} messages, no number ${largest}.`);
  }
  return numbersIn(normalRanges(ranges, tracker.count));
}

function numbersIn(ranges: readonly Range[]): SequenceNumber[] {
  const numbers: SequenceNumber[] = [];
  for (const { first, last } of ranges) for (let n = first; n <= last; n++) numbers.push(asSequenceNumber(n));
  return numbers;
}
