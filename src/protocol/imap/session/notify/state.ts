import type { MailboxInfo, MailboxStatus } from '../../backend';
import type { NotifyGroup } from '../../command/notify';

/** What a client has asked to be told of, and what it knows (RFC 5465 §3.1). */
export interface Notifying {
  /** Of the mailbox that is open; undefined for nothing. */
  readonly selected: NotifyGroup | undefined;
  readonly others: readonly NotifyGroup[];
  /** As it was told last. */
  view: View;
  /** Names that the client itself has changed since: of the names, and of their entries, it is told nothing. */
  readonly ours: Set<string>;
  /** Mailboxes that the client has left before it was told all of their messages. */
  readonly unsure: Set<MailboxStatus['mailboxId']>;
}

/** An account at one moment, as far as it is watched. */
export interface View {
  /** All names, by name. */
  readonly infos: ReadonlyMap<string, MailboxInfo>;
  /** The attributes of names in LIST. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  readonly statuses: ReadonlyMap<string, MailboxStatus>;
  /** Entries and their values; '' stands for the account. */
  readonly metadata: ReadonlyMap<string, ReadonlyMap<string, Buffer>>;
}
