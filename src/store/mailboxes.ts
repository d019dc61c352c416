import type { MailboxId, ModSeq, NymId, Uid } from './ids';

/** A mailbox with its counts, which every change keeps: STATUS needs no more than this row. */
export interface MailboxRow {
  readonly id: MailboxId;
  readonly nymId: NymId;
  /** Unicode, '/' between levels; INBOX in capitals. Compared exactly. */
  readonly name: string;
  /** 1 to 2^32 - 1; never the same for two mailboxes, nor for a mailbox deleted and made again. */
  readonly uidValidity: number;
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

export interface Mailboxes {
  /** By name. Superiors that have been deleted are not in it. */
  list(nymId: NymId): MailboxRow[];
  byName(nymId: NymId, name: string): MailboxRow | undefined;
  byId(id: MailboxId): MailboxRow | undefined;
  /** Also makes the superiors that are missing (RFC 9051 §6.3.4). Throws `already-exists`. `now`: ms since 1970. */
  create(nymId: NymId, name: string, now: number, specialUse?: string): MailboxId;
  /** With all its messages; inferiors stay, and the subscription too. Throws `nonexistent`. */
  remove(id: MailboxId): void;
  /**
   * Renames a mailbox with its inferiors, making missing superiors of the new name; INBOX is not renamed but emptied into
   * the new mailbox (RFC 9051 §6.3.6). Throws `nonexistent`, `already-exists`, or `conflict` (a name below itself).
   */
  rename(nymId: NymId, from: string, to: string, now: number): void;
  /** A subscription needs no mailbox and outlives it (RFC 9051 §6.3.7). */
  subscribe(nymId: NymId, name: string, on: boolean): void;
  /** Names, also of mailboxes that do not exist. */
  subscriptions(nymId: NymId): string[];
}
