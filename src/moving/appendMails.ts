import { disown } from '../base/ownFields';
import { readStructure } from '../protocol/mime';
import type { MailboxId, Store, Uid } from '../store';
import type { InMail } from './mail';

/**
 * Puts mails into a mailbox, and gives their UIDs; joins the transaction around it. As they are, but that none can pass for one that
 * the bridge has looked at: anybody may have written its fields into a mail that comes from elsewhere.
 */
export function appendMails(
  store: Store,
  mailbox: MailboxId,
  mails: readonly Omit<InMail, 'key'>[],
  savedAt: number,
): Uid[] {
  const rows = mails.map(({ source: foreign, flags, internalDate }) => {
    const source = disown(foreign);
    return { source, structure: JSON.stringify(readStructure(source)), flags, internalDate, savedAt };
  });
  return store.mail.messages.append(mailbox, rows).uids;
}
