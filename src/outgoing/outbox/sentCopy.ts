import type { BodyId, NymId, OutboxRow, Store } from '../../store';

/** The keyword on a copy in Sent all of whose letters the nym server has reported as sent. */
export const acknowledgedFlag = '$Acknowledged';

/** The keyword on a copy in Sent of which a letter was not sent, or perhaps not. */
export const failedFlag = '$Failed';

/** The nym's mailbox for sent mail, wherever the user has moved it; made again where it was deleted. `now`: ms since 1970. */
export function sentMailbox(store: Store, nymId: NymId, now: number) {
  return mailboxFor(store, nymId, '\\Sent', 'Sent', now);
}

/**
 * A mail none of whose letters goes any more lies among the drafts again: in Sent it would seem to have gone, and its words are not
 * lost. Joins the transaction around it.
 */
export function unfileSent(store: Store, row: Pick<OutboxRow, 'nymId' | 'sentBodyId'>, now: number): void {
  const { nymId, sentBodyId } = row;
  if (sentBodyId === undefined || goesYet(store, nymId, sentBodyId)) return;
  const { messages } = store.mail;
  const sent = sentMailbox(store, nymId, now);
  const uid = messages.uidOfBody(sent, sentBodyId);
  if (uid === undefined) return;
  messages.flagBody(sentBodyId, 'add', ['\\Draft']);
  messages.flagBody(sentBodyId, 'remove', [failedFlag]);
  messages.move(sent, [uid], mailboxFor(store, nymId, '\\Drafts', 'Drafts', now), now);
}

function goesYet({ outbox }: Store, nymId: NymId, body: BodyId): boolean {
  return outbox.list().some((one) => one.nymId === nymId && one.sentBodyId === body && one.state !== 'cancelled');
}

function mailboxFor({ mail: { mailboxes } }: Store, nymId: NymId, specialUse: string, name: string, now: number) {
  const found = mailboxes.list(nymId).find((one) => one.specialUse === specialUse) ?? mailboxes.byName(nymId, name);
  return found?.id ?? mailboxes.create(nymId, name, now, specialUse);
}
