// How much mail clients may add. Copies share the bytes of what they are copies of, and a full account must be emptied by moving:
// only APPEND is refused.
import { ImapError } from '../../protocol/imap';
import type { NewMessage, Quota } from '../../protocol/imap';
import { forClient } from './errors';
import type { MailboxParts } from './parts';

export function quotaOf({ store, storeLimit }: MailboxParts): Quota | undefined {
  return storeLimit === undefined ? undefined : { usedBytes: store.usedBytes(), limitBytes: storeLimit };
}

/** 'over-quota' */
export function refuseWhereFull(parts: MailboxParts, messages: readonly NewMessage[]): void {
  const quota = forClient(() => quotaOf(parts));
  const added = messages.reduce((sum, { source }) => sum + source.length, 0);
  if (quota && quota.usedBytes + added > quota.limitBytes)
    throw new ImapError('over-quota', 'The store of nymbridge is as full as its configuration allows.');
}
