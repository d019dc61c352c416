// SELECT, EXAMINE, CLOSE, UNSELECT: which mailbox is open.
import type { Select } from '../../command/select';
import { hasFlag, systemFlags } from '../../flags';
import { writeListLine } from '../../response/list';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { accountOf, selectedOf, speaksUtf8 } from '../session';
import type { Session } from '../session';
import { Tracker } from '../tracker';
import { expungeDeleted } from './expunge';

/** RFC 9051 §6.3.2, RFC 9051 §6.3.3 */
export async function handleSelect(session: Session, { mailbox: name, readOnly, condStore }: Select): Promise<Reply> {
  closeSelected(session);
  const account = accountOf(session);
  const mailbox = await account.open(name);
  const tracker = new Tracker(await mailbox.snapshot());
  if (condStore) session.enabled.add('CONDSTORE');
  session.state = { name: 'selected', account, selected: { mailbox, tracker, readOnly, saved: [] } };
  session.output.write(describe(session));
  return ok(readOnly ? 'Examined' : 'Selected', readOnly ? 'READ-ONLY' : 'READ-WRITE');
}

/** RFC 9051 §6.4.1: removes what is marked \Deleted, and says nothing of it. */
export async function handleClose(session: Session): Promise<Reply> {
  const { readOnly } = selectedOf(session);
  if (!readOnly) await expungeDeleted(session);
  leave(session);
  return ok('Closed');
}

/** RFC 9051 §6.4.2 */
export async function handleUnselect(session: Session): Promise<Reply> {
  leave(session);
  return ok('Unselected');
}

/** Leaves the open mailbox, if any, and says so: what follows is about another (RFC 9051 §6.3.2). */
export function closeSelected(session: Session): void {
  if (session.state.name !== 'selected') return;
  leave(session);
  session.output.write('* OK [CLOSED] The mailbox is closed\r\n');
}

function leave(session: Session): void {
  session.state = { name: 'authenticated', account: accountOf(session) };
}

function describe(session: Session): string {
  const { mailbox, tracker, readOnly } = selectedOf(session);
  const revision2 = session.enabled.has('IMAP4REV2');
  // of many messages only a few lists of flags: most share theirs
  const lists = new Set(tracker.messages.map((message) => message.flags));
  const keywords = [...new Set([...lists].flat())].filter((flag) => !flag.startsWith('\\'));
  const flags = [...systemFlags, ...keywords].join(' ');
  const unseen = tracker.messages.findIndex((message) => !hasFlag(message.flags, '\\Seen'));
  return [
    `* FLAGS (${flags})`,
    `* OK [PERMANENTFLAGS (${readOnly ? '' : `${flags} \\*`})] Flags that last`,
    `* ${tracker.count} EXISTS`,
    // RFC 9051 has no \Recent; RFC 3501 §6.3.1 wants these two
    ...(revision2 ? [] : ['* 0 RECENT']),
    ...(revision2 || unseen < 0 ? [] : [`* OK [UNSEEN ${unseen + 1}] First unseen message`]),
    `* OK [UIDVALIDITY ${mailbox.uidValidity}] UIDs are valid`,
    `* OK [UIDNEXT ${tracker.uidNext}] Next UID`,
    `* OK [HIGHESTMODSEQ ${tracker.highestModSeq}] Highest mod-sequence`,
    ...(revision2 ? [writeListLine({ name: mailbox.name, attributes: [] }, speaksUtf8(session))] : []),
    '',
  ].join('\r\n');
}
