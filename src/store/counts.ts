import type { Connection } from './connection';
import { StoreError } from './errors';
import type { MailboxId, ModSeq, Uid } from './ids';

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
  /** Ends a change: takes that mod-sequence and adds to the numbers. */
  readonly apply: (mailbox: MailboxId, delta: Delta) => void;
}

export function openCounts({ sql }: Connection): Counts {
  const select = sql<MailboxHead>(
    `SELECT uid_validity AS uidValidity, uid_next AS uidNext, highest_modseq AS highestModSeq FROM mailbox WHERE id = ?`,
  );
  const update = sql(
    `UPDATE mailbox SET highest_modseq = highest_modseq + 1, uid_next = uid_next + ?, messages = messages + ?,
       unseen = unseen + ?, deleted = deleted + ?, size = size + ? WHERE id = ?`,
  );
  const head = (mailbox: MailboxId) => select.get(mailbox);
  const mustHead = (mailbox: MailboxId) => {
    const found = head(mailbox);
    if (!found) throw new StoreError('nonexistent', 'The mailbox no longer exists.');
    return found;
  };
  return {
    head,
    mustHead,
    nextModSeq: (mailbox) => (mustHead(mailbox).highestModSeq + 1) as ModSeq,
    apply: (mailbox, { uids = 0, messages = 0, unseen = 0, deleted = 0, size = 0 }) => {
      update.run(uids, messages, unseen, deleted, size, mailbox);
    },
  };
}
