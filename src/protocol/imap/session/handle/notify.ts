// NOTIFY: what else a client wants to be told, and when.
import type { MailboxStatus } from '../../backend';
import { isOfSelected, notifyEvents } from '../../command/notify';
import type { Notify } from '../../command/notify';
import { ImapError } from '../../errors';
import { tellNewsBetween } from '../news';
import { tellFirst } from '../notify/tell';
import { takeView } from '../notify/view';
import type { Notifying } from '../notify/state';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { accountOf } from '../session';
import type { Session } from '../session';

/** RFC 5465 §3.1 */
export async function handleNotify(session: Session, command: Notify): Promise<Reply> {
  if (command.unknown)
    return {
      status: 'NO',
      code: `BADEVENT (${notifyEvents.join(' ')})`,
      text: 'There are events that are not known here.',
    };
  const next = await begin(session, command);
  if (!next) return { status: 'NO', code: 'NOTIFICATIONOVERFLOW', text: 'That is more than can be told.' };
  // what has gathered of the open mailbox, whatever is told from here on
  if (!command.isNone) await tellAll(session);
  session.notifying = next;
  if (command.status) tellFirst(session, next);
  return ok(command.isNone ? 'Nothing is told' : 'It is told');
}

/** What an earlier NOTIFY has kept back as well. That stays in force where it cannot be told. */
async function tellAll(session: Session): Promise<void> {
  const { notifying } = session;
  session.notifying = undefined;
  try {
    await tellNewsBetween(session);
  } finally {
    session.notifying = notifying;
  }
}

async function begin(session: Session, { groups }: Notify): Promise<Notifying | undefined> {
  const others = groups.filter((group) => !isOfSelected(group));
  const asked = {
    selected: groups.find(isOfSelected),
    others,
    ours: new Set<string>(),
    unsure: new Set<MailboxStatus['mailboxId']>(),
  };
  try {
    const view = await takeView(accountOf(session), others, session.limits.watchedMailboxes);
    return { ...asked, view };
  } catch (error) {
    if (!(error instanceof ImapError && error.code === 'limit')) throw error;
    return undefined;
  }
}
