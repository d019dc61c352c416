import type { Clock } from '../../base/clock';
import type { MailboxId, NymId, Store, Uid } from '../../store';

/** The message in this mailbox that the bridge filed for what a client had submitted under this Message-ID; undefined where there is none. */
export type FiledCopy = (nymId: NymId, messageId: string, mailbox: MailboxId) => Uid | undefined;

/** What every account is made of. */
export interface MailboxParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly filedCopy: FiledCopy;
  /** Bytes that the store may hold before mail clients can add no more; for mail that arrives there is no limit. */
  readonly storeLimit?: number | undefined;
}

/** One nym's. */
export interface AccountParts extends MailboxParts {
  readonly nymId: NymId;
}
