import { asBuffer } from '../base/bytes';
import type { Connection } from './connection';
import { StoreError } from './errors';
import type { MailboxId, ModSeq, Uid } from './ids';
import type { Change, Journal } from './journal';
import { openMemory } from './remembered';

/** What a change adds to a mailbox's numbers; negative where it takes away. And its states that changed last, where they are others now. */
export interface Delta {
  readonly recent?: Buffer | undefined;
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
  /** The states that changed last: see stateParts.ts. Not to be changed. */
  readonly recent: Buffer;
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
  const select = sql<Omit<MailboxHead, 'recent'> & { readonly recent: Uint8Array }>(
    `SELECT uid_validity AS uidValidity, uid_next AS uidNext, highest_modseq AS highestModSeq, recent_states AS recent
     FROM mailbox WHERE id = ?`,
  );
  const update = sql(
    `UPDATE mailbox SET highest_modseq = ?, uid_next = ?, recent_states = ?, messages = messages + ?,
       unseen = unseen + ?, deleted = deleted + ?, size = size + ? WHERE id = ?`,
  );
  const heads = openMemory(connection, (mailbox: MailboxId): MailboxHead | undefined => {
    const row = select.get(mailbox);
    return row && { ...row, recent: asBuffer(row.recent) };
  });
  const head = heads.ask;
  const mustHead = (mailbox: MailboxId) => {
    const found = head(mailbox);
    if (!found) throw new StoreError('nonexistent', 'The mailbox no longer exists.');
    return found;
  };
  return {
    head,
    mustHead,
    nextModSeq: (mailbox) => (mustHead(mailbox).highestModSeq + 1) as ModSeq,
    apply: (mailbox, highestModSeq, delta, change) => {
      const before = mustHead(mailbox);
      const { uids = 0, messages = 0, unseen = 0, deleted = 0, size = 0, recent = before.recent } = delta;
      const uidNext = (before.uidNext + uids) as Uid;
      update.run(highestModSeq, uidNext, recent, messages, unseen, deleted, size, mailbox);
      // asked for again with the next command
      heads.know({ ...before, uidNext, highestModSeq, recent }, mailbox);
      journal.note(mailbox, highestModSeq, change);
    },
  };
}
