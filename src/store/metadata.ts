import type { Connection } from './connection';
import type { Counts } from './counts';
import type { MailboxId, NymId } from './ids';
import { noMessages } from './messages';

/** What mail clients note about a mailbox, or, without one, about the account as a whole. It goes with the mailbox. */
export interface Metadata {
  /** By name. */
  entries(nymId: NymId, mailbox: MailboxId | undefined): Map<string, Buffer>;
  /** Sets all or none; undefined removes. */
  set(nymId: NymId, mailbox: MailboxId | undefined, entries: ReadonlyMap<string, Buffer | undefined>): void;
}

/** What is noted of a mailbox, for another as well: two parameters, the other and the one. */
export const copyEntries = `INSERT INTO metadata (nym_id, mailbox_id, entry, value)
  SELECT nym_id, ?, entry, value FROM metadata WHERE mailbox_id = ?`;

/** A change of a mailbox's notes is one of the mailbox: it takes a mod-sequence (RFC 7162 §3.2). */
export function openMetadata({ sql, transaction }: Connection, counts: Counts): Metadata {
  const all = sql<{ entry: string; value: Buffer }>(
    'SELECT entry, value FROM metadata WHERE nym_id = ? AND coalesce(mailbox_id, 0) = ? ORDER BY entry',
  );
  const remove = sql('DELETE FROM metadata WHERE nym_id = ? AND coalesce(mailbox_id, 0) = ? AND entry = ?');
  const insert = sql('INSERT INTO metadata (nym_id, mailbox_id, entry, value) VALUES (?, ?, ?, ?)');
  return {
    entries: (nymId, mailbox) => new Map(all.all(nymId, mailbox ?? 0).map(({ entry, value }) => [entry, value])),
    set: (nymId, mailbox, entries) => {
      transaction(() => {
        for (const [entry, value] of entries) {
          remove.run(nymId, mailbox ?? 0, entry);
          if (value) insert.run(nymId, mailbox ?? null, entry, value);
        }
        if (mailbox !== undefined) counts.apply(mailbox, counts.nextModSeq(mailbox), {}, nothing);
      });
    },
  };
}

const nothing = { changed: noMessages, vanished: [] };
