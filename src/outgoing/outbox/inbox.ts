import type { NymId, Store } from '../../store';
import type { FiledMail } from '../letter';

/** Puts a message of the bridge itself into the nym's INBOX, made again where it is gone. Joins the transaction around it. */
export function fileInInbox(store: Store, nymId: NymId, { source, structure }: FiledMail, now: number): void {
  const { mailboxes, messages } = store.mail;
  store.transaction(() => {
    const inbox = mailboxes.byName(nymId, 'INBOX')?.id ?? mailboxes.create(nymId, 'INBOX', now);
    messages.append(inbox, [{ source, structure, flags: [], internalDate: now, savedAt: now }]);
  });
}
