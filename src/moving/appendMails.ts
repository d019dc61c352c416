import { readStructure } from '../protocol/mime';
import type { MailboxId, Store } from '../store';
import type { InMail } from './mail';

/** Puts mails into a mailbox as they are; joins the transaction around it. */
export function appendMails(store: Store, mailbox: MailboxId, mails: readonly Omit<InMail, 'key'>[]): void {
  for (const { source, flags, internalDate } of mails)
    store.mail.messages.append(mailbox, [
      { source, structure: JSON.stringify(readStructure(source)), flags, internalDate },
    ]);
}
