import type { Connection } from './connection';
import type { FlagSet, FlagSetId, FlagSets } from './flagSets';
import type { MailboxId, ModSeq, Uid } from './ids';
import type { MessageStates } from './messages';
import { entryBytes, openStateParts, placeOf, uidAt } from './stateParts';

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
  add(mailbox: MailboxId, modSeq: ModSeq, uids: readonly Uid[], sets: readonly FlagSet[]): MessageStates;
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
  remove(mailbox: MailboxId, uids: readonly Uid[]): void;
}

/** What came of a change: messages that had their set already are in none of it. */
interface Changed {
  readonly changed: MessageStates;
  /** Left alone, ascending. */
  readonly modified: readonly Uid[];
  readonly delta: { readonly unseen: number; readonly deleted: number };
}

/** Of an entry: the id of the set, and the mod-sequence; big-endian. */
const setBytes = 4;
const modSeqBytes = 6;

const setAt = (states: Buffer, place: number) => states.readUInt32BE(place) as FlagSetId;
const modSeqAt = (states: Buffer, place: number) => states.readUIntBE(place + setBytes, modSeqBytes) as ModSeq;

function write(states: Buffer, place: number, set: FlagSetId, modSeq: ModSeq): void {
  states.writeUInt32BE(set, place);
  states.writeUIntBE(modSeq, place + setBytes, modSeqBytes);
}

/** What a change makes of one set: worked out once, however many messages have it. */
interface Turn {
  readonly flags: readonly string[];
  /** As `write` writes it; undefined where the set stays the same. */
  readonly entry: Buffer | undefined;
  readonly unseen: number;
  readonly deleted: number;
}

function turnOf(before: FlagSet, after: FlagSet, modSeq: ModSeq): Turn {
  const entry = Buffer.allocUnsafe(entryBytes);
  write(entry, 0, after.id, modSeq);
  return {
    flags: after.flags,
    entry: after.id === before.id ? undefined : entry,
    unseen: Number(before.seen) - Number(after.seen),
    deleted: Number(after.deleted) - Number(before.deleted),
  };
}

export function openStates(connection: Connection, flagSets: FlagSets): States {
  const parts = openStateParts(connection);

  const after: States['after'] = (mailbox, modSeq) => {
    const { uids, flags, modSeqs } = noStates();
    for (const { part, states } of parts.every(mailbox)) {
      for (let place = 0; place < states.length; place += entryBytes) {
        const at = modSeqAt(states, place);
        if (at <= modSeq) continue;
        uids.push(uidAt(part, place));
        flags.push(flagSets.byId(setAt(states, place)).flags);
        modSeqs.push(at);
      }
    }
    return { uids, flags, modSeqs };
  };

  return {
    all: (mailbox) => after(mailbox, 0 as ModSeq),
    after,
    of: (mailbox, uids) => {
      const found: { set: FlagSet; modSeq: ModSeq }[] = [];
      parts.read(mailbox, uids, (states, uid) => {
        const place = placeOf(uid);
        found.push({ set: flagSets.byId(setAt(states, place)), modSeq: modSeqAt(states, place) });
      });
      return found;
    },
    add: (mailbox, modSeq, uids, sets) => {
      let next = 0;
      parts.update(mailbox, uids, (states, uid) => {
        const set = sets[next++];
        if (!set) throw new Error('a message has no flags');
        write(states, placeOf(uid), set.id, modSeq);
        return true;
      });
      return { uids, flags: sets.map((set) => set.flags), modSeqs: uids.map(() => modSeq) };
    },
    change: (mailbox, modSeq, uids, makeOf, unchangedSince) => {
      const changed = noStates();
      const modified: Uid[] = [];
      const delta = { unseen: 0, deleted: 0 };
      const turns = new Map<FlagSetId, Turn>();
      const newTurn = (id: FlagSetId) => {
        const before = flagSets.byId(id);
        const turn = turnOf(before, makeOf(before), modSeq);
        turns.set(id, turn);
        return turn;
      };
      parts.update(mailbox, uids, (states, uid) => {
        const place = placeOf(uid);
        const id = setAt(states, place);
        if (id === noSet) return false;
        if (unchangedSince !== undefined && modSeqAt(states, place) > unchangedSince) {
          modified.push(uid);
          return false;
        }
        const { entry, flags, unseen, deleted } = turns.get(id) ?? newTurn(id);
        if (!entry) return false;
        for (let i = 0; i < entryBytes; i++) states[place + i] = entry[i] ?? 0;
        changed.uids.push(uid);
        changed.flags.push(flags);
        changed.modSeqs.push(modSeq);
        delta.unseen += unseen;
        delta.deleted += deleted;
        return true;
      });
      return { changed, modified, delta };
    },
    remove: parts.remove,
  };
}

function noStates(): { uids: Uid[]; flags: (readonly string[])[]; modSeqs: ModSeq[] } {
  return { uids: [], flags: [], modSeqs: [] };
}

/** Sets are numbered from 1 on. */
const noSet = 0 as FlagSetId;
