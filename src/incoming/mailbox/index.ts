// The nyms' mailboxes in the store, as the IMAP engine's backend.

export { openBackend } from './backend';
export type { MailboxParts } from './backend';
export type { FiledCopy } from './account';
