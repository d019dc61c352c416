import type { Connection } from './connection';
import { StoreError } from './errors';
import type { MailboxId, ModSeq, Uid } from './ids';
import type { Change, Journal } from './journal';
import { remembered } from './remembered';

/** What a change adds to a mailbox's numbers; negative where it takes away. */
export interface Delta {
  readonly uids?: number;
  readonly messages?: number;
  readonly unseen?: number;
  readonly deleted?: number;
  readonly size?: number;
}

export interface MailboxHead {
  readonly uidValidity: number;
  readonly uidNext: Uid;
  readonly highestModSeq: ModSeq;
}

/** Mailboxes as a change of messages sees them. */
export interface Counts {
  readonly head: (mailbox: MailboxId) => MailboxHead | undefined;
  /** Throws `nonexistent`. */
  readonly mustHead: (mailbox: MailboxId) => MailboxHead;
  /** The mod-sequence that the change being made takes. */
  readonly nextModSeq: (mailbox: MailboxId) => ModSeq;
  /** Ends a change: takes that mod-sequence, adds to the numbers, and notes what was made of the messages. */
  readonly apply: (mailbox: MailboxId, modSeq: ModSeq, delta: Delta, change: Change) => void;
}

export function openCounts(connection: Connection, journal: Journal): Counts {
  const { sql } = connection;
  const select = sql<MailboxHead>(
    `SELECT uid_validity AS uidValidity, uid_next AS uidNext, highest_modseq AS highestModSeq FROM mailbox WHERE id = ?`,
  );
  const update = sql(
    `UPDATE mailbox SET highest_modseq = ?, uid_next = uid_next + ?, messages = messages + ?,
       unseen = unseen + ?, deleted = deleted + ?, size = size + ? WHERE id = ?`,
  );
  const head = remembered(connection, (mailbox: MailboxId) => select.get(mailbox));
  const mustHead = (mailbox: MailboxId) => {
    const found = head(mailbox);
    if (!found) throw new StoreError('nonexistent', 'The mailbox no longer exists.');
    return found;
  };
  return {
    head,
    mustHead,
    nextModSeq: (mailbox) => (mustHead(mailbox).highestModSeq + 1) as ModSeq,
    apply: (mailbox, modSeq, { uids = 0, messages = 0, unseen = 0, deleted = 0, size = 0 }, change) => {
      update.run(modSeq, uids, messages, unseen, deleted, size, mailbox);
      journal.note(mailbox, modSeq, change);
    },
  };
}
