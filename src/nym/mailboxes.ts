import type { NymId, Store } from '../store';

/** Where the server's confirmations and receipts go. */
export const serverMailbox = 'Nym Server';

/** What every account begins with, and what each is for (RFC 6154 §2). */
export const firstMailboxes: readonly (readonly [name: string, specialUse?: string])[] = [
  ['INBOX'],
  ['Sent', '\\Sent'],
  ['Drafts', '\\Drafts'],
  ['Archive', '\\Archive'],
  ['Junk', '\\Junk'],
  ['Trash', '\\Trash'],
  [serverMailbox],
];

/** Makes and subscribes them. `now` is ms since 1970. */
export function makeMailboxes(store: Store, nym: NymId, now: number): void {
  for (const [name, specialUse] of firstMailboxes) {
    store.mail.mailboxes.create(nym, name, now, specialUse);
    store.mail.mailboxes.subscribe(nym, name, true);
  }
}
