import type { MessageState } from '../backend';
import { ImapError } from '../errors';
import { asSequenceNumber } from '../ids';
import type { SequenceNumber, Uid } from '../ids';
import { normalRanges, star } from '../wire/sequenceSet';
import type { Range, SequenceSet } from '../wire/sequenceSet';
import type { Selected } from './session';
import type { Tracker } from './tracker';

/** A message as the client addresses it. */
export interface Chosen {
  readonly sequence: SequenceNumber;
  readonly message: MessageState;
}

/**
 * The messages a set names, rising. A sequence number past the end is 'no-such-message' (RFC 9051 §9, seq-number); a UID
 * that is not there is no error (RFC 9051 §6.4.9).
 */
export function choose({ tracker, saved }: Selected, set: SequenceSet, uid: boolean): Chosen[] {
  if (set === '$') return saved.flatMap((one) => chosenByUid(tracker, one));
  return uid ? chooseByUid(tracker, set) : chooseBySequence(tracker, set);
}

/** The UIDs of what was chosen. */
export function uidsOf(chosen: readonly Chosen[]): Uid[] {
  return chosen.map(({ message }) => message.uid);
}

function chooseByUid(tracker: Tracker, ranges: readonly Range[]): Chosen[] {
  const largest = tracker.largestUid;
  if (largest === undefined) return [];
  return normalRanges(ranges, largest).flatMap(({ first, last }) =>
    slice(tracker, tracker.indexFrom(first), tracker.indexFrom(last + 1)),
  );
}

function chooseBySequence(tracker: Tracker, ranges: readonly Range[]): Chosen[] {
  for (const { first, last } of ranges) {
    const largest = Math.max(first === star ? 1 : first, last === star ? 1 : last);
    if (largest > tracker.count)
      throw new ImapError('no-such-message', `There are ${tracker.count} messages, no number ${largest}.`);
  }
  return normalRanges(ranges, tracker.count).flatMap(({ first, last }) => slice(tracker, first - 1, last));
}

function slice(tracker: Tracker, from: number, to: number): Chosen[] {
  return tracker.messages.slice(from, to).map((message, i) => ({ sequence: asSequenceNumber(from + i + 1), message }));
}

function chosenByUid(tracker: Tracker, uid: Uid): Chosen[] {
  const sequence = tracker.sequenceOf(uid);
  const message = sequence === undefined ? undefined : tracker.at(sequence);
  return sequence !== undefined && message ? [{ sequence, message }] : [];
}
