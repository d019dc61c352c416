// The finding half of SEARCH, SORT and THREAD.
import type { MessageMeta } from '../backend';
import type { SearchKey } from '../command/searchKey';
import { asSequenceNumber } from '../ids';
import type { SequenceNumber } from '../ids';
import { isInRanges, normalRanges } from '../wire/sequenceSet';
import type { Range } from '../wire/sequenceSet';
import { openAnswers } from './answers';
import { look } from './choose';
import type { Chosen } from './choose';
import { readAll } from './handle/bytes';
import { judge, judgeByText } from './judge';
import type { Evidence } from './judge';
import type { Selected } from './session';
import { inTurns } from './turns';

/**
 * The messages a search looks for, in the order of the mailbox. What flags settle is settled by them, then what the backend keeps; the
 * messages that are still open are read: their description, and where that does not do, their text. `now` is in milliseconds since 1970.
 */
export async function findMessages(selected: Selected, key: SearchKey, now: number): Promise<Chosen[]> {
  const { answered, ask } = openAnswers(selected);
  const known = { now, isIn: setTester(selected), answered };
  const found: SequenceNumber[] = [];
  let open = present(selected);
  const sift = () => {
    open = undecided(selected, key, open, known, found);
    return open.length;
  };
  await ask(key, now, sift);
  for await (const one of settled(selected, key, open, known)) found.push(one);
  return look(selected, inOrder(found));
}

/** Mostly they are so already. */
function inOrder(numbers: SequenceNumber[]): SequenceNumber[] {
  let last = 0;
  for (const number of numbers) {
    if (number < last) return numbers.sort((a, b) => a - b);
    last = number;
  }
  return numbers;
}

type Known = Pick<Evidence, 'now' | 'isIn' | 'answered'>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

function present({ tracker }: Selected): SequenceNumber[] {
  const { hasUntoldRemovals } = tracker;
  const numbers: SequenceNumber[] = [];
  let number = 0;
  for (const uid of tracker.messages.uids) {
    number++;
    if (!hasUntoldRemovals || !tracker.hasVanished(uid)) numbers.push(asSequenceNumber(number));
  }
  return numbers;
}

/** The messages that what is known of them does not settle; of the others those that match are `found`. */
function undecided(
  { tracker }: Selected,
  key: SearchKey,
  open: readonly SequenceNumber[],
  known: Known,
  found: SequenceNumber[],
): SequenceNumber[] {
  const left: SequenceNumber[] = [];
  const first = tracker.at(asSequenceNumber(1));
  if (!first) return left;
  // one for all: to make an object for each of a hundred thousand messages takes longer than to judge them
  const evidence: Writable<Evidence> = { ...known, ...first };
  const { uids, flags, modSeqs } = tracker.messages;
  for (const sequence of open) {
    evidence.sequence = sequence;
    evidence.uid = uids[sequence - 1] ?? first.uid;
    evidence.flags = flags[sequence - 1] ?? first.flags;
    evidence.modSeq = modSeqs[sequence - 1] ?? first.modSeq;
    const verdict = judge(key, evidence);
    if (verdict === undefined) left.push(sequence);
    else if (verdict) found.push(sequence);
  }
  return left;
}

/** Which of the others match, by their description, and where that does not do, their text. */
async function* settled(
  selected: Selected,
  key: SearchKey,
  open: readonly SequenceNumber[],
  known: Known,
): AsyncGenerator<SequenceNumber> {
  if (open.length === 0) return;
  const byUid = new Map(look(selected, open).map((chosen) => [chosen.uid, chosen]));
  for await (const meta of inTurns(selected.mailbox.read([...byUid.keys()]))) {
    const chosen = byUid.get(meta.uid);
    if (chosen && (await settle(selected, key, meta, { ...known, ...chosen }))) yield chosen.sequence;
  }
}

async function settle(selected: Selected, key: SearchKey, meta: MessageMeta, evidence: Evidence): Promise<boolean> {
  const known = { ...evidence, meta };
  return judgeByText(key, known, {
    get structure() {
      return meta.structure;
    },
    read: (start, end) => readAll(selected.mailbox.body(meta.uid, start, end)),
  });
}

/** Sets are made ready once for all messages. Numbers past the end match nothing. */
function setTester({ tracker, saved }: Selected): Evidence['isIn'] {
  const ready = new Map<SearchKey, readonly Range[]>();
  const savedUids = new Set(saved);
  return (key, { sequence, uid }) => {
    if (key.set === '$') return savedUids.has(uid);
    const largest = key.uid ? (tracker.largestUid ?? 0) : tracker.count;
    const ranges = ready.get(key) ?? normalRanges(key.set, largest);
    ready.set(key, ranges);
    return isInRanges(ranges, key.uid ? uid : sequence);
  };
}
