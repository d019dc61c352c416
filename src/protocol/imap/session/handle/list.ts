// LIST, LSUB and STATUS: what mailboxes there are and how full they are.
import type { MailboxStatus } from '../../backend';
import type { List } from '../../command/list';
import type { Status } from '../../command/status';
import type { StatusItem } from '../../command/statusItems';
import { ImapError } from '../../errors';
import { writeListLine } from '../../response/list';
import { writeStatusLine } from '../../response/status';
import type { Told } from '../../response/status';
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
  writeStatus(session, mailbox, items, await tell(session, mailbox, items));
  return ok('That is how it stands');
}

async function answer(session: Session, command: List, word: 'LIST' | 'LSUB'): Promise<Reply> {
  // An empty pattern asks for the hierarchy's separator (RFC 9051 §6.3.9)
  const root: Listed = { name: '', attributes: ['\\Noselect'] };
  const asksForRoot = !command.extended && command.patterns[0] === '';
  const { output } = session;
  const account = accountOf(session);
  const found = asksForRoot ? [root] : listMailboxes(await account.list(), command);
  const statuses = command.status && (await account.statuses?.());
  for (const listed of found) {
    output.write(`${writeListLine(listed, speaksUtf8(session), word)}\r\n`);
    // one that is listed for what is below it does not match itself (RFC 5819 §2)
    if (command.status && isSelectable(listed) && listed.standsIn !== true) {
      const status = statuses?.get(listed.name);
      const told =
        toldAtOnce(session, command.status, status) ?? (await tellIfThere(session, listed.name, command.status));
      if (told) writeStatus(session, listed.name, command.status, told);
    }
    if (output.isFull) await output.flow();
  }
  return ok('That is all');
}

function isSelectable({ attributes }: Listed): boolean {
  return !attributes.includes('\\Noselect') && !attributes.includes('\\NonExistent');
}

/** Of a mailbox that has been asked about together with all others; undefined where that is not enough. */
function toldAtOnce({ limits }: Session, items: readonly StatusItem[], status?: MailboxStatus): Told | undefined {
  if (!status || items.includes('DELETED-STORAGE')) return undefined;
  return { status, deletedSize: 0, appendLimit: limits.messageBytes };
}

/** A mailbox deleted since the list was taken has no status, which is no reason to stop (RFC 5819 §2). */
async function tellIfThere(session: Session, name: string, items: readonly StatusItem[]): Promise<Told | undefined> {
  try {
    return await tell(session, name, items);
  } catch (error) {
    if (error instanceof ImapError && error.code === 'nonexistent') return undefined;
    throw error;
  }
}

async function tell(session: Session, name: string, items: readonly StatusItem[]): Promise<Told> {
  const account = accountOf(session);
  const deletedSize = items.includes('DELETED-STORAGE') ? await account.deletedSize(name) : 0;
  return { status: await account.status(name), deletedSize, appendLimit: session.limits.messageBytes };
}

function writeStatus(session: Session, name: string, items: readonly StatusItem[], told: Told): void {
  if (items.includes('HIGHESTMODSEQ')) wantModSeqs(session);
  session.output.write(writeStatusLine(name, items, told, speaksUtf8(session)));
}
