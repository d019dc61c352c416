// What a client that comes back is told of the removals it missed (RFC 7162 §3.2).
import type { Changes, Mailbox } from '../backend';
import type { SequenceMatch } from '../command/resync';
import { ImapError } from '../errors';
import { asModSeq } from '../ids';
import type { ModSeq, Uid } from '../ids';
import { isInRanges, normalRanges } from '../wire/sequenceSet';
import type { Range, SequenceSet } from '../wire/sequenceSet';
import type { Selected, Session } from './session';
import type { Tracker } from './tracker';

/** 'bad-state' before ENABLE QRESYNC (RFC 7162 §3.2.3). */
export function mustResync({ enabled }: Session): void {
  if (!enabled.has('QRESYNC')) throw new ImapError('bad-state', 'Say ENABLE QRESYNC first.');
}

/** A mod-sequence that has not been reached is none of this mailbox's: its client is told everything, rather than nothing. */
export function sinceOf(tracker: Tracker, modSeq: ModSeq): ModSeq {
  return modSeq > tracker.highestModSeq ? asModSeq(0) : modSeq;
}

/** Which messages of `known` are gone since `modSeq`, rising. Those the client still counts are left to VANISHED without EARLIER. */
export async function vanishedEarlier(
  { mailbox, tracker, saved }: Pick<Selected, 'mailbox' | 'tracker' | 'saved'>,
  modSeq: ModSeq,
  known: SequenceSet,
  match?: SequenceMatch,
): Promise<Uid[]> {
  const { vanished, uidNext, removalsForgotten } = await changesOf(mailbox, sinceOf(tracker, modSeq));
  const isKnown = known === '$' ? isOneOf(saved) : isIn(known, uidNext - 1);
  const matched = match && removalsForgotten ? matchedUid(tracker, match) : 0;
  return vanished.filter((uid) => uid > matched && isKnown(uid) && tracker.sequenceOf(uid) === undefined);
}

/** Up to which UID the client's numbers are those of now: of the messages before it none has gone (RFC 7162 §3.2.5.2). */
export function matchedUid(tracker: Tracker, { numbers, uids }: SequenceMatch): number {
  const expected = numbersIn(uids);
  let matched = 0;
  for (const number of numbersIn(numbers)) {
    const uid = expected.next().value ?? 0;
    if (tracker.uidAt(number) !== uid) break;
    matched = uid;
  }
  return matched;
}

async function changesOf(mailbox: Mailbox, modSeq: ModSeq): Promise<Changes> {
  const changes = await mailbox.changesSince(modSeq);
  if (changes === 'gone') throw new ImapError('nonexistent', 'The mailbox has been deleted.');
  return changes;
}

function isOneOf(some: readonly Uid[]): (uid: Uid) => boolean {
  const set = new Set(some);
  return (uid) => set.has(uid);
}

function isIn(ranges: readonly Range[], largest: number): (uid: Uid) => boolean {
  const ready = normalRanges(ranges, largest);
  return (uid) => isInRanges(ready, uid);
}

function* numbersIn(ranges: readonly Range[]): Generator<number, undefined> {
  for (const { first, last } of ranges) for (let n = first; n <= last; n++) yield n;
  return undefined;
}
