// A nym's mail out to, and in from, Maildir, mbox and other IMAP accounts: with flags and dates, once, and resumable at any moment.
export { appendMails } from './appendMails';
export { exportMail, renewExported } from './exportMail';
export type { ExportWishes } from './exportMail';
export { importMail } from './importMail';
export type { ImportWishes } from './importMail';
export type { Report, Source, Summary, Tally, Target } from './mail';
export { openMaildirSource } from './maildir/source';
export { openMaildirTarget } from './maildir/target';
export { openMboxSource } from './mbox/source';
export { openMboxTarget } from './mbox/target';
export { readImapAddress } from './imap/address';
export type { ImapAddress } from './imap/address';
export { openImapSource } from './imap/source';
export { openImapTarget } from './imap/target';
export type { ImapTargetSettings } from './imap/target';
