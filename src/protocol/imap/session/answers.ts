import type { StoredKey, Verdicts } from '../backend';
import type { SearchKey } from '../command/searchKey';
import { limits } from '../limits';
import type { Chosen } from './choose';
import type { Evidence } from './judge';
import type { Selected } from './session';

type StoredKind = StoredKey['kind'];

/**
 * Kinds of keys in the order they are asked for, cheap ones first, each with how few messages are read sooner than it is asked, of a mailbox of so
 * many: a question is about the whole mailbox, and texts are long.
 */
const rounds: readonly { readonly kinds: readonly StoredKind[]; readonly few: (all: number) => number }[] = [
  { kinds: ['arrived', 'sent', 'saved', 'email-id', 'age', 'larger', 'smaller'], few: () => 50 },
  { kinds: ['envelope', 'header'], few: () => 50 },
  { kinds: ['text'], few: (all) => Math.max(2, all / 6) },
];

const no = 0;
const yes = 1;
const open = 2;

/** What the backend has said of parts of one search. */
export interface Answers {
  readonly answered: Evidence['answered'];
  /**
   * Asks for the keys in their rounds, each once. After a round that told something `sift` settles what can be settled by it, and says how
   * many messages are left.
   */
  readonly ask: (key: SearchKey, now: number, sift: () => number) => Promise<void>;
}

/** One byte for each message that the client knows; until the next answer to the client its numbers stay what they are. */
export function openAnswers({ mailbox, tracker }: Selected): Answers {
  const said = new Map<StoredKey, Uint8Array>();
  const { uids } = tracker.messages;

  const note = ({ matching, open: undecided, uidNext }: Verdicts): Uint8Array => {
    const marks = new Uint8Array(uids.length).fill(open, tracker.indexFrom(uidNext));
    for (const [told, mark] of [[matching, yes] as const, [undecided, open] as const]) {
      let at = 0;
      for (const uid of told) {
        while ((uids[at] ?? Infinity) < uid) at++;
        if (uids[at] === uid) marks[at] = mark;
      }
    }
    return marks;
  };
  const askOne = async (key: StoredKey, now: number): Promise<boolean> => {
    const verdicts = await mailbox.answer?.(key, now);
    if (verdicts) said.set(key, note(verdicts));
    return verdicts !== undefined;
  };

  return {
    answered: (key, { sequence }: Chosen) => {
      const mark = said.get(key)?.[sequence - 1];
      return mark === undefined || mark === open ? undefined : mark !== no;
    },
    ask: async (key, now, sift) => {
      const leaves = leavesOf(key);
      const stored = leaves.filter(isStored);
      const keys = stored.slice(0, limits.askedKeys);
      // where nothing is settled at once, nothing is judged before the backend has answered
      let left = stored.length === leaves.length ? uids.length : sift();
      for (const { kinds, few } of rounds) {
        const mine = keys.filter(({ kind }) => kinds.includes(kind));
        if (mine.length === 0 || left <= few(uids.length)) continue;
        const told: boolean[] = [];
        for (const one of mine) told.push(await askOne(one, now));
        if (told.includes(true)) left = sift();
      }
    },
  };
}

/** The keys of a search that no others are in. */
function leavesOf(key: SearchKey): Leaf[] {
  switch (key.kind) {
    case 'not':
      return leavesOf(key.key);
    case 'and':
    case 'or':
      return key.keys.flatMap(leavesOf);
    default:
      return [key];
  }
}

type Leaf = Exclude<SearchKey, { kind: 'not' | 'and' | 'or' }>;

/** That a backend may know the answer to. */
function isStored(key: Leaf): key is StoredKey {
  return !Object.hasOwn(settledAtOnce, key.kind);
}

/** By what a mailbox's list of messages says. */
const settledAtOnce: Record<Exclude<Leaf['kind'], StoredKind>, true> = {
  all: true,
  flag: true,
  sequence: true,
  modseq: true,
};
