// COPY and MOVE.
import type { Copied } from '../../backend';
import type { Copy } from '../../command/copy';
import { ImapError } from '../../errors';
import { writeNumberSet } from '../../wire/sequenceSet';
import { choose, uidsOf } from '../choose';
import { pull } from '../report';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { selectedOf, writableOf } from '../session';
import type { Session } from '../session';

/** RFC 9051 §6.4.7 */
export async function handleCopy(session: Session, { uid, set, mailbox }: Copy): Promise<Reply> {
  const selected = selectedOf(session);
  const uids = uidsOf(choose(selected, set, uid));
  if (uids.length === 0) return ok('Nothing to copy');
  return ok('Copied', copyUid(await orTryCreate(selected.mailbox.copy(uids, mailbox)), uid));
}

/** RFC 9051 §6.4.8: COPYUID comes in an untagged OK, ahead of the EXPUNGEs that the report after the command brings. */
export async function handleMove(session: Session, { uid, set, mailbox }: Copy): Promise<Reply> {
  const selected = writableOf(session);
  const uids = uidsOf(choose(selected, set, uid));
  if (uids.length === 0) return ok('Nothing to move');
  const code = copyUid(await orTryCreate(selected.mailbox.move(uids, mailbox)), uid);
  if (code !== undefined) session.output.write(`* OK [${code}] Moved\r\n`);
  await pull(selected);
  return ok('Moved');
}

/**
 * RFC 4315 §3; undefined where all the messages had gone. UIDs that are not there are no error (RFC 9051 §6.4.9), but a client that names
 * numbers, and is told OK, takes for copied what these stand for (RFC 5530 §3, EXPUNGEISSUED).
 */
function copyUid({ uidValidity, from, to }: Copied, uid: boolean): string | undefined {
  if (from.length > 0) return `COPYUID ${uidValidity} ${writeNumberSet(from)} ${writeNumberSet(to)}`;
  if (uid) return undefined;
  throw new ImapError('expunge-issued', 'Those messages have been removed meanwhile.');
}

/** A target that is not there is one the client may create (RFC 9051 §7.1, TRYCREATE). */
export async function orTryCreate<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ImapError && error.code === 'nonexistent')) throw error;
    throw new ImapError('try-create', 'There is no such mailbox; create it first.', { cause: error });
  }
}
