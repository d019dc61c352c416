// LIST, LSUB and STATUS: what mailboxes there are and how full they are.
import type { MailboxStatus } from '../../backend';
import type { List } from '../../command/list';
import type { Status } from '../../command/status';
import type { StatusItem } from '../../command/statusItems';
import { ImapError } from '../../errors';
import { writeListLine } from '../../response/list';
import { writeStatusLine } from '../../response/status';
import { listMailboxes } from '../listing';
import type { Listed } from '../listing';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { wantModSeqs } from '../report';
import { accountOf, speaksUtf8 } from '../session';
import type { Session } from '../session';

/** RFC 9051 §6.3.9 */
export function handleList(session: Session, command: List): Promise<Reply> {
  return answer(session, command, 'LIST');
}

/** RFC 3501 §6.3.9 */
export function handleLsub(session: Session, command: List): Promise<Reply> {
  return answer(session, command, 'LSUB');
}

/** RFC 9051 §6.3.11 */
export async function handleStatus(session: Session, { mailbox, items }: Status): Promise<Reply> {
  await writeStatus(session, mailbox, items);
  return ok('That is how it stands');
}

async function answer(session: Session, command: List, word: 'LIST' | 'LSUB'): Promise<Reply> {
  // An empty pattern asks for the hierarchy's separator (RFC 9051 §6.3.9)
  const root: Listed = { name: '', attributes: ['\\Noselect'] };
  const asksForRoot = !command.extended && command.patterns[0] === '';
  const account = accountOf(session);
  const found = asksForRoot ? [root] : listMailboxes(await account.list(), command);
  const statuses = command.status && (await account.statuses?.());
  for (const listed of found) {
    session.output.write(`${writeListLine(listed, speaksUtf8(session), word)}\r\n`);
    if (command.status && isSelectable(listed))
      await writeStatusIfThere(session, listed.name, command.status, statuses?.get(listed.name));
    await session.output.flow();
  }
  return ok('That is all');
}

function isSelectable({ attributes }: Listed): boolean {
  return !attributes.includes('\\Noselect') && !attributes.includes('\\NonExistent');
}

/** A mailbox deleted since the list was taken has no status, which is no reason to stop (RFC 5819 §2). */
async function writeStatusIfThere(session: Session, ...what: StatusOf): Promise<void> {
  try {
    await writeStatus(session, ...what);
  } catch (error) {
    if (!(error instanceof ImapError && error.code === 'nonexistent')) throw error;
  }
}

/** `known`, where it has been asked for together with others. */
type StatusOf = readonly [name: string, items: readonly StatusItem[], known?: MailboxStatus | undefined];

async function writeStatus(session: Session, ...[name, items, known]: StatusOf): Promise<void> {
  const account = accountOf(session);
  const deletedSize = items.includes('DELETED-STORAGE') ? await account.deletedSize(name) : 0;
  const status = { ...(known ?? (await account.status(name))), deletedSize };
  if (items.includes('HIGHESTMODSEQ')) wantModSeqs(session);
  session.output.write(writeStatusLine(name, items, status, session.limits.messageBytes, speaksUtf8(session)));
}
