import { asBuffer } from '../base/bytes';
import type { Connection } from './connection';
import type { FlagSet, FlagSetId, FlagSets } from './flagSets';
import type { MailboxId, ModSeq, Uid } from './ids';
import type { MessageState } from './messages';

/**
 * Flags and mod-sequences of messages, packed: one row for the UIDs [128 n, 128 n + 127] of a mailbox. A row for each message would make a
 * change of all of them, and opening the mailbox, some ten times as dear. Lists of UIDs ascend. What changes something is to be called
 * inside a transaction only.
 */
export interface States {
  all(mailbox: MailboxId): MessageState[];
  /** Those that changed after `modSeq`. */
  after(mailbox: MailboxId, modSeq: ModSeq): MessageState[];
  /** Of messages that are there, in their order. */
  of(mailbox: MailboxId, uids: readonly Uid[]): { readonly set: FlagSet; readonly modSeq: ModSeq }[];
  /** Of messages that are being added, in the change `modSeq`. */
  add(mailbox: MailboxId, modSeq: ModSeq, uids: readonly Uid[], sets: readonly FlagSet[]): MessageState[];
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

/** What came of a change: both lists ascend, and hold none that had its set already. */
interface Changed {
  readonly changed: readonly MessageState[];
  /** Left alone. */
  readonly modified: readonly Uid[];
  readonly delta: { readonly unseen: number; readonly deleted: number };
}

/** As many as fit into a page several times: a longer row would take pages of its own. Never changes. */
const perPart = 128;
/** The id of the set, in four bytes, and the mod-sequence, in six; big-endian. All zero: there is no such message. */
const entryBytes = 10;
const setBytes = 4;
const modSeqBytes = 6;

const partOf = (uid: number) => Math.floor(uid / perPart);
const placeOf = (uid: number) => (uid % perPart) * entryBytes;
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
  const entry = Buffer.alloc(entryBytes);
  write(entry, 0, after.id, modSeq);
  return {
    flags: after.flags,
    entry: after.id === before.id ? undefined : entry,
    unseen: Number(before.seen) - Number(after.seen),
    deleted: Number(after.deleted) - Number(before.deleted),
  };
}

interface Row {
  readonly part: number;
  readonly states: Uint8Array;
}

export function openStates({ sql }: Connection, flagSets: FlagSets): States {
  const every = sql<Row>('SELECT part, states FROM message_state WHERE mailbox_id = ? ORDER BY part');
  const parts = openParts({ sql });

  const after: States['after'] = (mailbox, modSeq) => {
    const found: MessageState[] = [];
    for (const { part, states: bytes } of every.all(mailbox)) {
      const states = asBuffer(bytes);
      for (let place = 0; place < states.length; place += entryBytes) {
        const at = modSeqAt(states, place);
        if (at <= modSeq) continue;
        const uid = (part * perPart + place / entryBytes) as Uid;
        found.push({ uid, flags: flagSets.byId(setAt(states, place)).flags, modSeq: at });
      }
    }
    return found;
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
      const added: MessageState[] = [];
      parts.update(mailbox, uids, (states, uid) => {
        const set = sets[added.length];
        if (!set) throw new Error('a message has no flags');
        write(states, placeOf(uid), set.id, modSeq);
        added.push({ uid, flags: set.flags, modSeq });
        return true;
      });
      return added;
    },
    change: (mailbox, modSeq, uids, makeOf, unchangedSince) => {
      const [changed, modified]: [MessageState[], Uid[]] = [[], []];
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
        changed.push({ uid, flags, modSeq });
        delta.unseen += unseen;
        delta.deleted += deleted;
        return true;
      });
      return { changed, modified, delta };
    },
    remove: (mailbox, uids) => {
      parts.update(mailbox, uids, (states, uid) => {
        const place = placeOf(uid);
        states.fill(0, place, place + entryBytes);
        return true;
      });
    },
  };
}

/** Sets are numbered from 1 on. */
const noSet = 0 as FlagSetId;

/** The rows, and which of them a list of UIDs has to do with. */
function openParts({ sql }: Pick<Connection, 'sql'>) {
  const select = sql<Row>('SELECT part, states FROM message_state WHERE mailbox_id = ? AND part = ?');
  const put = sql('INSERT OR REPLACE INTO message_state (mailbox_id, part, states) VALUES (?, ?, ?)');
  const remove = sql('DELETE FROM message_state WHERE mailbox_id = ? AND part = ?');
  const load = (mailbox: MailboxId, part: number): Buffer => {
    const row = select.get(mailbox, part);
    return row ? asBuffer(row.states) : Buffer.alloc(perPart * entryBytes);
  };
  const keep = (mailbox: MailboxId, part: number, states: Buffer) => {
    if (states.equals(empty)) remove.run(mailbox, part);
    else put.run(mailbox, part, states);
  };
  return {
    read: (mailbox: MailboxId, uids: readonly Uid[], look: (states: Buffer, uid: Uid) => void) => {
      for (const some of byPart(uids)) {
        const states = load(mailbox, some.part);
        for (const uid of some.uids) look(states, uid);
      }
    },
    /** What `change` says true to is kept. */
    update: (mailbox: MailboxId, uids: readonly Uid[], change: (states: Buffer, uid: Uid) => boolean) => {
      for (const some of byPart(uids)) {
        const states = load(mailbox, some.part);
        let isChanged = false;
        for (const uid of some.uids) isChanged = change(states, uid) || isChanged;
        if (isChanged) keep(mailbox, some.part, states);
      }
    },
  };
}

const empty = Buffer.alloc(perPart * entryBytes);

function* byPart(uids: readonly Uid[]): Generator<{ readonly part: number; readonly uids: readonly Uid[] }> {
  let from = 0;
  while (from < uids.length) {
    const part = partOf(uids[from] ?? 0);
    let end = from + 1;
    while (end < uids.length && partOf(uids[end] ?? 0) === part) end++;
    yield { part, uids: uids.slice(from, end) };
    from = end;
  }
}
