import { readStructure } from '../protocol/mime';
import type { MailboxId, Store, Uid } from '../store';
import type { InMail } from './mail';

/** Puts mails into a mailbox as they are, and gives their UIDs; joins the transaction around it. */
export function appendMails(
  store: Store,
  mailbox: MailboxId,
  mails: readonly Omit<InMail, 'key'>[],
  savedAt: number,
): Uid[] {
  const rows = mails.map(({ source, flags, internalDate }) => ({
    source,
    structure: JSON.stringify(readStructure(source)),
    flags,
    internalDate,
    savedAt,
  }));
  return store.mail.messages.append(mailbox, rows).uids;
}
