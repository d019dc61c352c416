import { serverMailbox } from '../../nym';
import type { Reply, ReplyKind } from '../../protocol/nymserv';

/**
 * What a reply is filed under: mail and pages are read like mail, and so is what keeps the nym from being used or a letter from being
 * sent. The rest is the server talking about the nym.
 */
export const mailboxOf: Record<ReplyKind, string> = {
  mail: 'INBOX',
  page: 'INBOX',
  unrecognised: 'INBOX',
  receipt: serverMailbox,
  created: serverMailbox,
  changed: serverMailbox,
  deleted: serverMailbox,
  duplicate: 'INBOX',
  reserved: 'INBOX',
  'no-recipient': 'INBOX',
};

const subjects: Record<ReplyKind, string> = {
  mail: 'Mail',
  page: 'Web page',
  receipt: 'Delivery notification',
  unrecognised: 'A message of a kind that is not known here',
  created: 'Created: {nym}',
  changed: 'Settings of {nym}',
  deleted: 'Deleted: {nym}',
  duplicate: 'Not created: {nym} belongs to somebody else',
  reserved: 'Not created: {nym} is reserved',
  'no-recipient': 'Not sent: a letter without a recipient',
};

/** A subject for a reply that came without any header (nymserv.md §6). */
export function tellingSubject(reply: Reply, nym: string): string {
  return subjects[reply.kind].replace('{nym}', () => nym);
}
