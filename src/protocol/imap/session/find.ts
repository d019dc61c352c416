// The finding half of SEARCH, SORT and THREAD.
import type { MessageMeta } from '../backend';
import type { SearchKey } from '../command/searchKey';
import { asSequenceNumber } from '../ids';
import { isInRanges, normalRanges } from '../wire/sequenceSet';
import type { Range } from '../wire/sequenceSet';
import { openAnswers } from './answers';
import { uidsOf } from './choose';
import type { Chosen } from './choose';
import { readAll } from './handle/bytes';
import { judge, judgeByText } from './judge';
import type { Evidence } from './judge';
import type { Selected } from './session';

/**
 * The messages a search looks for, in the order of the mailbox. What flags settle is settled by them, then what the backend keeps; the
 * messages that are still open are read: their description, and where that does not do, their text. `now` is in milliseconds since 1970.
 */
export async function findMessages(selected: Selected, key: SearchKey, now: number): Promise<Chosen[]> {
  const { answered, ask } = openAnswers(selected);
  const isIn = setTester(selected);
  const known = { now, isIn, answered };
  const found: Chosen[] = [];
  let open = present(selected);
  const sift = () => {
    const undecided: Chosen[] = [];
    for (const chosen of open) {
      // written out: spreading costs more than judging
      const verdict = judge(key, { now, isIn, answered, chosen });
      if (verdict === undefined) undecided.push(chosen);
      else if (verdict) found.push(chosen);
    }
    open = undecided;
    return open.length;
  };
  await ask(key, now, sift);
  if (open.length === 0) return inOrder(found);
  const byUid = new Map(open.map((chosen) => [chosen.message.uid, chosen]));
  for await (const meta of selected.mailbox.read(uidsOf(open))) {
    const chosen = byUid.get(meta.uid);
    if (chosen && (await settle(selected, key, meta, { ...known, chosen }))) found.push(chosen);
  }
  return inOrder(found);
}

/** What was settled at once is so already. */
function inOrder(found: Chosen[]): Chosen[] {
  return found.sort((a, b) => a.sequence - b.sequence);
}

function present({ tracker }: Selected): Chosen[] {
  const all = tracker.messages.map((message, i) => ({ sequence: asSequenceNumber(i + 1), message }));
  return tracker.hasUntoldRemovals ? all.filter(({ message }) => !tracker.hasVanished(message.uid)) : all;
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
  return (key, { sequence, message }) => {
    if (key.set === '$') return savedUids.has(message.uid);
    const largest = key.uid ? (tracker.largestUid ?? 0) : tracker.count;
    const ranges = ready.get(key) ?? normalRanges(key.set, largest);
    ready.set(key, ranges);
    return isInRanges(ranges, key.uid ? message.uid : sequence);
  };
}
