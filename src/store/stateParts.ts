import { asBuffer } from '../base/bytes';
import type { Connection } from './connection';
import type { Counts } from './counts';
import type { MailboxId, Uid } from './ids';
import { limits } from './limits';

/** Bytes of one message's state; all zero where there is no such message. */
export const entryBytes = 10;

/** As many as fit into a page several times: a longer row would take pages of its own. Never changes. */
export const perPart = 128;
const uidBytes = 4;
/** Of an entry in the mailbox's row: the UID before it, big-endian. */
const recentBytes = uidBytes + entryBytes;

const partOf = (uid: number) => Math.floor(uid / perPart);
export const placeOf = (uid: number) => (uid % perPart) * entryBytes;
export const uidAt = (part: number, place: number) => (part * perPart + place / entryBytes) as Uid;

/** States of the UIDs [128 `part`, 128 `part` + 127], in that order. */
export interface Part {
  readonly part: number;
  readonly states: Buffer;
}

/** Some messages of a part. */
interface Some extends Part {
  readonly uids: readonly Uid[];
}

/** The entries of messages, and where they lie. Lists of UIDs ascend. What changes some gives the recent ones that the mailbox's row is to have then; undefined: the same. */
export interface StateParts {
  /** Those that have any message, ascending. */
  readonly every: (mailbox: MailboxId) => readonly Part[];
  /** Those of these messages, part by part. */
  readonly read: (mailbox: MailboxId, uids: readonly Uid[]) => readonly Some[];
  /** `change` is given them part by part, and says which it has changed: those are kept. */
  readonly update: (mailbox: MailboxId, uids: readonly Uid[], change: Change) => Buffer | undefined;
  /** As an `update` that leaves them all zero, and no row without a message. */
  readonly remove: (mailbox: MailboxId, uids: readonly Uid[]) => Buffer | undefined;
}

/**
 * Entries lie in one row for each part. Those that changed last lie in the mailbox's own row instead, over what its parts say, until there
 * are too many: its page is written by every change anyway, and a single STORE would write twice as much with another one.
 */
export function openStateParts({ sql }: Pick<Connection, 'sql'>, { head }: Pick<Counts, 'head'>): StateParts {
  const rows = sql<{ part: number; states: Uint8Array }>(
    'SELECT part, states FROM message_state WHERE mailbox_id = ? ORDER BY part',
  );
  const rowsBetween = sql<{ part: number; states: Uint8Array }>(
    'SELECT part, states FROM message_state WHERE mailbox_id = ? AND part BETWEEN ? AND ?',
  );
  const row = sql<{ states: Uint8Array }>('SELECT states FROM message_state WHERE mailbox_id = ? AND part = ?');
  const put = sql(
    `INSERT INTO message_state (mailbox_id, part, states) VALUES (?, ?, ?)
     ON CONFLICT (mailbox_id, part) DO UPDATE SET states = excluded.states`,
  );
  const drop = sql('DELETE FROM message_state WHERE mailbox_id = ? AND part = ?');

  const recentOf = (mailbox: MailboxId) => head(mailbox)?.recent ?? empty;
  const load = (mailbox: MailboxId, part: number, recent: Buffer): Buffer =>
    overlaid(row.get(mailbox, part)?.states, part, recent);
  const keep = (mailbox: MailboxId, { part, states }: Part) => {
    if (states.equals(nobody)) drop.run(mailbox, part);
    else put.run(mailbox, part, states);
  };
  /** Into their own rows, with the recent ones that lie elsewhere. */
  const settle = (mailbox: MailboxId, changed: readonly Part[], recent: Buffer) => {
    const known = new Set(changed.map(({ part }) => part));
    const others = partsIn(recent).filter((part) => !known.has(part));
    for (const one of changed) keep(mailbox, one);
    for (const part of others) keep(mailbox, { part, states: load(mailbox, part, recent) });
    return empty;
  };
  const read = (mailbox: MailboxId, uids: readonly Uid[], recent: Buffer): Some[] => {
    const wanted = byPart(uids);
    const [first, last] = [wanted[0]?.part ?? 0, wanted.at(-1)?.part ?? 0];
    // most of those that lie side by side cost less together than each by itself
    const isDense = wanted.length > 1 && last - first < 2 * wanted.length;
    const near = isDense
      ? new Map(rowsBetween.all(mailbox, first, last).map((one) => [one.part, one.states]))
      : undefined;
    return wanted.map(({ part, uids }) => ({
      ...{ part, uids },
      states: near ? overlaid(near.get(part), part, recent) : load(mailbox, part, recent),
    }));
  };
  const changedBy = (mailbox: MailboxId, uids: readonly Uid[], recent: Buffer, change: Change) =>
    read(mailbox, uids, recent)
      .map((some) => ({ ...some, uids: change(some) }))
      .filter(({ uids }) => uids.length > 0);

  return {
    every: (mailbox) => {
      const parts = new Map(rows.all(mailbox).map(({ part, states }) => [part, asBuffer(states)]));
      const recent = recentOf(mailbox);
      for (const part of partsIn(recent)) parts.set(part, overlaid(parts.get(part), part, recent));
      return [...parts].map(([part, states]) => ({ part, states })).sort((a, b) => a.part - b.part);
    },
    read: (mailbox, uids) => read(mailbox, uids, recentOf(mailbox)),
    update: (mailbox, uids, change) => {
      const recent = recentOf(mailbox);
      const changed = changedBy(mailbox, uids, recent, change);
      const count = changed.reduce((sum, one) => sum + one.uids.length, 0);
      if (count === 0) return undefined;
      const more = count <= limits.recentStates.atOnce ? together(recent, changed, count) : undefined;
      return more && more.length <= limits.recentStates.most * recentBytes ? more : settle(mailbox, changed, recent);
    },
    remove: (mailbox, uids) => {
      const recent = recentOf(mailbox);
      const clear: Change = ({ states, uids }) => {
        for (const uid of uids) states.fill(0, placeOf(uid), placeOf(uid) + entryBytes);
        return uids;
      };
      return settle(mailbox, changedBy(mailbox, uids, recent, clear), recent);
    },
  };
}

type Change = (some: Some) => readonly Uid[];

const empty = Buffer.alloc(0);
const nobody = Buffer.alloc(perPart * entryBytes);

/** The states of a part, nobody's where there is no row, with the recent ones over them: changed in place. */
function overlaid(row: Uint8Array | undefined, part: number, recent: Buffer): Buffer {
  const states = row ? asBuffer(row) : Buffer.alloc(nobody.length);
  for (let at = 0; at < recent.length; at += recentBytes) {
    const uid = recent.readUInt32BE(at);
    if (partOf(uid) !== part) continue;
    const place = placeOf(uid);
    // a call to copy so few costs more
    for (let i = 0; i < entryBytes; i++) states[place + i] = recent[at + uidBytes + i] ?? 0;
  }
  return states;
}

function partsIn(recent: Buffer): number[] {
  const parts = new Set<number>();
  for (let at = 0; at < recent.length; at += recentBytes) parts.add(partOf(recent.readUInt32BE(at)));
  return [...parts];
}

/** `recent` with the entries that have changed, `count` in all. */
function together(recent: Buffer, changed: readonly Some[], count: number): Buffer {
  const all = Buffer.allocUnsafe(recent.length + count * recentBytes);
  let end = recent.copy(all);
  for (const { states, uids } of changed)
    for (const uid of uids) {
      const at = placeIn(recent, uid) ?? end;
      if (at === end) end += recentBytes;
      all.writeUInt32BE(uid, at);
      states.copy(all, at + uidBytes, placeOf(uid), placeOf(uid) + entryBytes);
    }
  return all.subarray(0, end);
}

function placeIn(recent: Buffer, uid: Uid): number | undefined {
  for (let at = 0; at < recent.length; at += recentBytes) if (recent.readUInt32BE(at) === uid) return at;
  return undefined;
}

function byPart(uids: readonly Uid[]) {
  const parts: { readonly part: number; readonly uids: readonly Uid[] }[] = [];
  let from = 0;
  while (from < uids.length) {
    const part = partOf(uids[from] ?? 0);
    let end = from + 1;
    while (end < uids.length && partOf(uids[end] ?? 0) === part) end++;
    parts.push({ part, uids: uids.slice(from, end) });
    from = end;
  }
  return parts;
}
