import type { Connection } from './connection';
import type { Counts, Delta } from './counts';
import type { FlagSet, FlagSetId, FlagSets } from './flagSets';
import type { MailboxId, ModSeq, Uid } from './ids';
import type { MessageStates } from './messages';
import { entryBytes, openStateParts, perPart, placeOf, uidAt } from './stateParts';
import type { Part } from './stateParts';

/**
 * Flags and mod-sequences of messages, packed: one row for the UIDs [128 n, 128 n + 127] of a mailbox. A row for each message would make a
 * change of all of them, and opening the mailbox, some ten times as dear. Lists of UIDs ascend. What changes something is to be called
 * inside a transaction only.
 */
export interface States {
  all(mailbox: MailboxId): MessageStates;
  /** Those that changed after `modSeq`. */
  after(mailbox: MailboxId, modSeq: ModSeq): MessageStates;
  /** Of messages that are there, in their order. */
  of(mailbox: MailboxId, uids: readonly Uid[]): { readonly set: FlagSet; readonly modSeq: ModSeq }[];
  /** Of messages that are being added, in the change `modSeq`. */
  add(mailbox: MailboxId, modSeq: ModSeq, uids: readonly Uid[], sets: readonly FlagSet[]): Added;
  /**
   * Gives those of the messages that are there the set that `after` makes of theirs, as the change `modSeq`. Those that changed after `unchangedSince` are left alone.
   */
  change(
    mailbox: MailboxId,
    modSeq: ModSeq,
    uids: readonly Uid[],
    after: (set: FlagSet) => FlagSet,
    unchangedSince?: ModSeq,
  ): Changed;
  /** Gives what is recent then, as `Delta` has it. */
  remove(mailbox: MailboxId, uids: readonly Uid[]): Delta['recent'];
}

interface Added {
  readonly changed: MessageStates;
  readonly recent: Delta['recent'];
}

/** What came of a change: messages that had their set already are in none of it. */
interface Changed {
  readonly changed: MessageStates;
  /** Left alone, ascending. */
  readonly modified: readonly Uid[];
  readonly delta: Pick<Delta, 'unseen' | 'deleted' | 'recent'>;
}

/** Of an entry: the id of the set, and the mod-sequence; big-endian. */
const setBytes = 4;
const modSeqAt = (view: DataView, place: number) =>
  (view.getUint16(place + setBytes) * 2 ** 32 + view.getUint32(place + setBytes + 2)) as ModSeq;
const setAt = (view: DataView, place: number) => view.getUint32(place) as FlagSetId;

/** Writes entries of one change. */
function writerOf(modSeq: ModSeq): (view: DataView, place: number, set: FlagSet) => void {
  const [high, low] = [Math.floor(modSeq / 2 ** 32), modSeq % 2 ** 32];
  return (view, place, { id }) => {
    view.setUint32(place, id);
    view.setUint16(place + setBytes, high);
    view.setUint32(place + setBytes + 2, low);
  };
}

/** Reads and writes numbers three times as fast as a buffer does. */
const viewOf = ({ states }: Pick<Part, 'states'>) => new DataView(states.buffer, states.byteOffset, states.length);

/** What a change makes of one set: worked out once, however many messages have it. */
interface Turn {
  readonly before: FlagSet;
  readonly after: FlagSet;
  /** Of how many messages. */
  count: number;
}

export function openStates(connection: Connection, counts: Pick<Counts, 'head'>, flagSets: FlagSets): States {
  const parts = openStateParts(connection, counts);

  return {
    all: (mailbox) => {
      const every = parts.every(mailbox);
      return statesIn(every, flagSets, 0 as ModSeq, every.length * perPart);
    },
    after: (mailbox, modSeq) => statesIn(parts.every(mailbox), flagSets, modSeq, 0),
    of: (mailbox, uids) => {
      const found: { set: FlagSet; modSeq: ModSeq }[] = [];
      for (const some of parts.read(mailbox, uids)) {
        const view = viewOf(some);
        for (const place of some.uids.map(placeOf))
          found.push({ set: flagSets.byId(setAt(view, place)), modSeq: modSeqAt(view, place) });
      }
      return found;
    },
    add: (mailbox, modSeq, uids, sets) => {
      const write = writerOf(modSeq);
      let next = 0;
      const recent = parts.update(mailbox, uids, (some) => {
        const view = viewOf(some);
        for (const uid of some.uids) {
          const set = sets[next++];
          if (!set) throw new Error('a message has no flags');
          write(view, placeOf(uid), set);
        }
        return some.uids;
      });
      return { changed: { uids, flags: sets.map((set) => set.flags), modSeqs: uids.map(() => modSeq) }, recent };
    },
    change: (mailbox, modSeq, uids, makeOf, unchangedSince) => {
      const { uids: changed, flags } = noStates();
      const modified: Uid[] = [];
      const turns = new Map<FlagSetId, Turn>();
      const newTurn = (id: FlagSetId): Turn => {
        const before = flagSets.byId(id);
        const turn = { before, after: makeOf(before), count: 0 };
        turns.set(id, turn);
        return turn;
      };
      const write = writerOf(modSeq);
      let turn: Turn | undefined;
      const recent = parts.update(mailbox, uids, (some) => {
        const view = viewOf(some);
        const own: Uid[] = [];
        for (const uid of some.uids) {
          const place = placeOf(uid);
          const id = setAt(view, place);
          if (id === noSet) continue;
          if (unchangedSince !== undefined && modSeqAt(view, place) > unchangedSince) {
            modified.push(uid);
            continue;
          }
          if (turn?.before.id !== id) turn = turns.get(id) ?? newTurn(id);
          const { after } = turn;
          if (after.id === id) continue;
          write(view, place, after);
          turn.count++;
          own.push(uid);
          flags.push(after.flags);
        }
        for (const uid of own) changed.push(uid);
        return own;
      });
      const modSeqs = changed.map(() => modSeq);
      return { changed: { uids: changed, flags, modSeqs }, modified, delta: { ...deltaOf(turns.values()), recent } };
    },
    remove: parts.remove,
  };
}

function deltaOf(turns: Iterable<Turn>) {
  const delta = { unseen: 0, deleted: 0 };
  for (const { before, after, count } of turns) {
    delta.unseen += count * (Number(before.seen) - Number(after.seen));
    delta.deleted += count * (Number(after.deleted) - Number(before.deleted));
  }
  return delta;
}

/** Those that changed after `modSeq`. There is room for `most` from the first: lists of a hundred thousand take twice as long where they grow one by one. */
function statesIn(every: readonly Part[], flagSets: FlagSets, modSeq: ModSeq, most: number): MessageStates {
  const { uids, flags, modSeqs } = noStates(most);
  let count = 0;
  let last: FlagSet | undefined;
  for (const one of every) {
    const view = viewOf(one);
    for (let place = 0; place < view.byteLength; place += entryBytes) {
      const at = modSeqAt(view, place);
      if (at <= modSeq) continue;
      const id = setAt(view, place);
      last = last?.id === id ? last : flagSets.byId(id);
      uids[count] = uidAt(one.part, place);
      flags[count] = last.flags;
      modSeqs[count++] = at;
    }
  }
  uids.length = flags.length = modSeqs.length = count;
  return { uids, flags, modSeqs };
}

function noStates(length = 0): { uids: Uid[]; flags: (readonly string[])[]; modSeqs: ModSeq[] } {
  return {
    uids: new Array<Uid>(length),
    flags: new Array<readonly string[]>(length),
    modSeqs: new Array<ModSeq>(length),
  };
}

/** Sets are numbered from 1 on. */
const noSet = 0 as FlagSetId;
