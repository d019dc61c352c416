// CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE: the list of mailboxes itself.
import type { Create } from '../../command/create';
import type { OneMailbox } from '../../command/oneMailbox';
import type { Rename } from '../../command/rename';
import { ImapError } from '../../errors';
import { checkNewName, separator, withoutSeparator } from '../../wire/mailboxName';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { tellNormalized } from '../normalized';
import { accountOf } from '../session';
import type { Session } from '../session';
import { closeSelected } from './select';

/** RFC 9051 §6.3.4 */
export async function handleCreate(session: Session, { mailbox, given, specialUse }: Create): Promise<Reply> {
  if (mailbox === 'INBOX') throw new ImapError('already-exists', 'INBOX is always there.');
  session.notifying?.ours.add(mailbox);
  const mailboxId = await accountOf(session).create(mailbox, specialUse);
  await tellNormalized(session, { mailbox, given });
  // RFC 8474 §4.1
  return ok('Created', `MAILBOXID (${mailboxId})`);
}

/** RFC 9051 §6.3.5. The open mailbox may be deleted too; it is closed first. */
export async function handleDelete(session: Session, { mailbox, given }: OneMailbox): Promise<Reply> {
  if (mailbox === 'INBOX') throw new ImapError('cannot', 'INBOX cannot be deleted.');
  const isOpen = await isOpenAs(session, mailbox);
  session.notifying?.ours.add(mailbox);
  await accountOf(session).delete(mailbox);
  if (isOpen) closeSelected(session);
  await tellNormalized(session, { mailbox, given });
  return ok('Deleted');
}

/** By the number no two mailboxes share: somebody may have renamed what is open here, and made another of that name. */
async function isOpenAs({ state }: Session, name: string): Promise<boolean> {
  if (state.name !== 'selected') return false;
  const { uidValidity } = await state.account.status(name);
  return state.selected.mailbox.uidValidity === uidValidity;
}

/** RFC 9051 §6.3.6 */
export async function handleRename(session: Session, { from, to, given }: Rename): Promise<Reply> {
  if (to === 'INBOX') throw new ImapError('already-exists', 'INBOX is always there.');
  // what is in INBOX may go below it: INBOX stays where it is
  if (from !== 'INBOX' && to.startsWith(from + separator))
    throw new ImapError('cannot', 'A mailbox cannot be moved into itself.');
  if (to === from) throw new ImapError('already-exists', 'It has that name already.');
  session.notifying?.ours.add(from).add(to);
  await accountOf(session).rename(from, to);
  await tellNormalized(session, { mailbox: to, given });
  return ok('Renamed');
}

/** RFC 9051 §6.3.7 */
export async function handleSubscribe(session: Session, { mailbox }: OneMailbox): Promise<Reply> {
  const name = checkNewName(mailbox);
  session.notifying?.ours.add(name);
  await accountOf(session).subscribe(name, true);
  return ok('Subscribed');
}

/** RFC 9051 §6.3.8 */
export async function handleUnsubscribe(session: Session, { mailbox }: OneMailbox): Promise<Reply> {
  const name = withoutSeparator(mailbox);
  session.notifying?.ours.add(name);
  await accountOf(session).subscribe(name, false);
  return ok('Unsubscribed');
}
