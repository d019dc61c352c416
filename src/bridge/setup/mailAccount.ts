import type { MailIdentity } from '../logins';

/** One account as a mail client sees it: what every set-up file and snippet is written from. */
export interface MailAccount {
  /** What the client logs in as. */
  readonly user: string;
  /** Only there where the file may hold it. */
  readonly password?: string;
  /** What the client calls the account. */
  readonly title: string;
  readonly imapPort: number;
  readonly smtpPort: number;
  /** IMAP with TLS from the first byte, where the configuration has it. */
  readonly imapTlsPort?: number;
  /** PEM, of the bridge's own certificate, and where a copy of it lies. */
  readonly certificate: string;
  readonly certificateFile: string;
  /** Whom it writes as; the first is the one a new mail begins with. */
  readonly identities: readonly [MailIdentity, ...MailIdentity[]];
}

export type { MailIdentity };

/** Where the bridge listens: as a number, so that no client looks anything up. */
export const host = '127.0.0.1';

/** The folders that clients file mail in by themselves (RFC 6154 §2). */
export const folders = { sent: 'Sent', drafts: 'Drafts', archive: 'Archive', junk: 'Junk', trash: 'Trash' } as const;
