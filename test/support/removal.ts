import type { Mailbox, Uid } from '../../src/protocol/imap';

/** Removes messages as a client does: marks them and expunges what is marked. */
export async function removeMail(mailbox: Mailbox, uids: readonly Uid[]): Promise<void> {
  await mailbox.store(uids, 'add', ['\\Deleted']);
  await mailbox.expunge(uids);
}
