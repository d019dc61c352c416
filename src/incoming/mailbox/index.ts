// The nyms' mailboxes in the store, as the IMAP engine's backend, and that engine on the sockets it is handed.

export { openBackend } from './backend';
export { openImap } from './imap';
export type { Imap, ImapParts } from './imap';
export { keepTexts } from './keepTexts';
export type { FiledCopy, MailboxParts } from './parts';
