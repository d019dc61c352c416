// How much mail and notes clients may add. Copies share the bytes of what they are copies of, and a full account must be emptied by
// moving: only APPEND is refused, and SETMETADATA and RENAME of INBOX where they leave more notes than there were.
import { ImapError } from '../../protocol/imap';
import type { Quota } from '../../protocol/imap';
import { forClient } from './errors';
import type { MailboxParts } from './parts';

export function quotaOf({ store, storeLimit }: MailboxParts): Quota | undefined {
  return storeLimit === undefined ? undefined : { usedBytes: store.usedBytes(), limitBytes: storeLimit };
}

/** 'over-quota' where so many bytes more are more than may be in use. */
export function refuseWhereFull(parts: MailboxParts, added: number): void {
  const quota = forClient(() => quotaOf(parts));
  if (quota && quota.usedBytes + added > quota.limitBytes)
    throw new ImapError('over-quota', 'The store of nymbridge is as full as its configuration allows.');
}

type Entries = ReadonlyMap<string, Buffer | undefined>;

/** How many bytes more there are of entries (RFC 5464) once these are set: less than none where some are removed. */
export function growthOf(kept: Entries, set: Entries): number {
  const sizeOf = (name: string, value: Buffer | undefined) => (value ? Buffer.byteLength(name) + value.length : 0);
  return [...set].reduce((sum, [name, value]) => sum + sizeOf(name, value) - sizeOf(name, kept.get(name)), 0);
}
