import { optional, orUndefined } from './columns';
import type { Connection } from './connection';
import { StoreError } from './errors';
import type { MailboxId, ModSeq, NymId, Uid } from './ids';
import { noMessages } from './messages';
import type { MessageStates, Messages } from './messages';
import { copyEntries } from './metadata';
import { mailboxName } from './objectIds';
import type { ObjectIds } from './objectIds';
import { remembered } from './remembered';
import { messagesInRanges, uidRanges } from './uidRanges';

const inbox = 'INBOX';

/** A mailbox with its counts, which every change keeps: STATUS needs no more than this row. */
export interface MailboxRow {
  readonly id: MailboxId;
  readonly nymId: NymId;
  /** Unicode, '/' between levels; INBOX in capitals. Compared exactly. */
  readonly name: string;
  /** 1 to 2^32 - 1; never the same for two mailboxes, nor for a mailbox deleted and made again. */
  readonly uidValidity: number;
  /** Another for every UIDVALIDITY that any mailbox ever had, here or elsewhere (RFC 8474 §4). */
  readonly objectId: string;
  readonly uidNext: Uid;
  readonly highestModSeq: ModSeq;
  /** `\Sent` and so on (RFC 6154 §2). */
  readonly specialUse: string | undefined;
  readonly subscribed: boolean;
  readonly messages: number;
  readonly unseen: number;
  readonly deleted: number;
  /** Bytes. */
  readonly size: number;
}

export interface Names {
  /** As `list` gives them. */
  readonly mailboxes: readonly MailboxRow[];
  /** Also of mailboxes that do not exist. */
  readonly subscriptions: readonly string[];
}

export interface Mailboxes {
  /** By name. Superiors that have been deleted are not in it. */
  list(nymId: NymId): readonly MailboxRow[];
  byName(nymId: NymId, name: string): MailboxRow | undefined;
  byId(id: MailboxId): MailboxRow | undefined;
  /** Bytes of the messages that are marked \Deleted. */
  deletedSize(id: MailboxId): number;
  /** Also makes the superiors that are missing (RFC 9051 §6.3.4). Throws `already-exists`. `now`: ms since 1970. */
  create(nymId: NymId, name: string, now: number, specialUse?: string): MailboxId;
  /** With all its messages; inferiors stay, and the subscription too. Throws `nonexistent`. */
  remove(id: MailboxId): void;
  /**
   * Renames a mailbox with its inferiors, making missing superiors of the new name; INBOX is not renamed but emptied into
   * the new mailbox (RFC 9051 §6.3.6), and what is noted of it copied (RFC 5464 §4.1). Throws `nonexistent`, `already-exists`, or `conflict` (a name below itself).
   */
  rename(nymId: NymId, from: string, to: string, now: number): void;
  /**
   * Gives every mailbox of every nym a new UIDVALIDITY, and bodies to come other names: for a store that was put back to an earlier state, which would give out UIDs
   * again that clients know (RFC 9051 §2.3.1.1). Gives what each was and is.
   */
  renewValidity(now: number): Renewed[];
  /** A subscription needs no mailbox and outlives it (RFC 9051 §6.3.7). */
  subscribe(nymId: NymId, name: string, on: boolean): void;
  /** Both at one moment. */
  names(nymId: NymId): Names;
}

/** A UIDVALIDITY, and the one that took its place. */
export interface Renewed {
  readonly before: number;
  readonly after: number;
}

type Columns = Omit<MailboxRow, 'specialUse' | 'subscribed'> & {
  readonly specialUse: string | null;
  readonly subscribed: number;
};

const select = `SELECT id, nym_id AS nymId, name, uid_validity AS uidValidity, uid_next AS uidNext,
    highest_modseq AS highestModSeq, special_use AS specialUse, messages, unseen, deleted, size,
    ${mailboxName} AS objectId,
    EXISTS (SELECT 1 FROM subscription AS s WHERE s.nym_id = mailbox.nym_id AND s.name = mailbox.name) AS subscribed
  FROM mailbox`;

export function openMailboxes(
  connection: Connection,
  messages: Messages,
  objectIds: Pick<ObjectIds, 'renew'>,
): Mailboxes {
  const { sql, transaction, reading } = connection;
  const list = sql<Columns>(`${select} WHERE nym_id = ? ORDER BY name`);
  const byName = sql<Columns>(`${select} WHERE nym_id = ? AND name = ?`);
  const byId = sql<Columns>(`${select} WHERE id = ?`);
  const sizeOfDeleted = sql<{ bytes: number }>(`SELECT coalesce(sum(m.size), 0) AS bytes FROM ${messagesInRanges}`);
  const insert = sql('INSERT INTO mailbox (nym_id, name, uid_validity, special_use) VALUES (?, ?, ?, ?)');
  const remove = sql('DELETE FROM mailbox WHERE id = ?');
  const setName = sql('UPDATE mailbox SET name = ? WHERE id = ?');
  const copyNotes = sql(copyEntries);
  const subscribe = sql('INSERT INTO subscription (nym_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const unsubscribe = sql('DELETE FROM subscription WHERE nym_id = ? AND name = ?');
  const subscriptions = sql<{ name: string }>('SELECT name FROM subscription WHERE nym_id = ? ORDER BY name');
  const validity = openValidity(connection);

  const find = remembered(connection, (nymId: NymId, name: string) => optional(byName.get(nymId, name), readMailbox));
  const all = remembered(connection, (nymId: NymId): readonly MailboxRow[] => list.all(nymId).map(readMailbox));
  const names = remembered(connection, (nymId: NymId) =>
    reading(() => ({ mailboxes: all(nymId), subscriptions: subscriptions.all(nymId).map(({ name }) => name) })),
  );
  const add = (nymId: NymId, name: string, now: number, specialUse?: string) =>
    insert.run(nymId, name, validity.next(now), specialUse ?? null).lastInsertRowid as MailboxId;
  const addSuperiors = (nymId: NymId, name: string, now: number) => {
    for (const superior of superiors(name)) if (!find(nymId, superior)) add(nymId, superior, now);
  };
  const statesIn = (id: MailboxId) => messages.snapshot(id)?.messages ?? noMessages;

  const create: Mailboxes['create'] = (nymId, name, now, specialUse) =>
    transaction(() => {
      if (find(nymId, name)) throw taken();
      addSuperiors(nymId, name, now);
      return add(nymId, name, now, specialUse);
    });

  const rename: Mailboxes['rename'] = (nymId, from, to, now) => {
    transaction(() => {
      const moving = all(nymId).filter(({ name }) => name === from || name.startsWith(`${from}/`));
      const source = moving.find(({ name }) => name === from);
      if (moving.length === 0) throw new StoreError('nonexistent', 'There is no mailbox of that name.');
      if (source && from === inbox) {
        const target = create(nymId, to, now);
        messages.move(source.id, statesIn(source.id).uids, target, now);
        copyNotes.run(target, source.id);
        return;
      }
      if (to.startsWith(`${from}/`)) throw new StoreError('conflict', 'A mailbox cannot become a part of itself.');
      const names = moving.map(({ id, name }) => ({ id, name: to + name.slice(from.length) }));
      if (names.some(({ name }) => find(nymId, name))) throw taken();
      addSuperiors(nymId, to, now);
      for (const { id, name } of names) setName.run(name, id);
    });
  };

  return {
    list: all,
    byName: find,
    deletedSize: (id) => sizeOfDeleted.get(uidRanges(deletedOf(statesIn(id))), id)?.bytes ?? 0,
    byId: (id) => optional(byId.get(id), readMailbox),
    create,
    remove: (id) => {
      transaction(() => {
        messages.expunge(id, statesIn(id).uids);
        if (remove.run(id).changes === 0) throw new StoreError('nonexistent', 'There is no mailbox of that name.');
      });
    },
    rename,
    renewValidity: (now) =>
      transaction(() => {
        objectIds.renew();
        return validity.renew(now);
      }),
    subscribe: (nymId, name, on) => {
      (on ? subscribe : unsubscribe).run(nymId, name);
    },
    names,
  };
}

/**
 * Gives each mailbox a UIDVALIDITY above every one before, and no lower than the time in seconds: so an account made again
 * from nothing does not repeat those that clients remember (RFC 9051 §2.3.1.1).
 */
function openValidity({ sql }: Connection) {
  const take = sql<{ value: number }>(
    `INSERT INTO counter (name, value) VALUES ('uid-validity', ?)
     ON CONFLICT (name) DO UPDATE SET value = max(value + 1, excluded.value) RETURNING value`,
  );
  const all = sql<{ id: MailboxId; before: number }>('SELECT id, uid_validity AS before FROM mailbox ORDER BY id');
  const set = sql('UPDATE mailbox SET uid_validity = ? WHERE id = ?');
  const next = (now: number): number => take.get(Math.max(1, Math.floor(now / 1000)))?.value ?? 1;
  return {
    next,
    /** All of them; joins the transaction around it. */
    renew: (now: number): Renewed[] =>
      all.all().map(({ id, before }) => {
        const after = next(now);
        set.run(after, id);
        return { before, after };
      }),
  };
}

/** `a` and `a/b` for `a/b/c`. */
function superiors(name: string): string[] {
  const levels = name.split('/');
  return levels.slice(1).map((_, i) => levels.slice(0, i + 1).join('/'));
}

function deletedOf({ uids, flags }: MessageStates): Uid[] {
  return uids.filter((_, i) => flags[i]?.includes('\\Deleted'));
}

function taken(): StoreError {
  return new StoreError('already-exists', 'There is a mailbox of that name already.');
}

function readMailbox(row: Columns): MailboxRow {
  return { ...row, specialUse: orUndefined(row.specialUse), subscribed: row.subscribed === 1 };
}
