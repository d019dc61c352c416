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
  return ok('Copied', copyUid(await orTryCreate(selected.mailbox.copy(uids, mailbox))));
}

/** RFC 9051 §6.4.8: COPYUID comes in an untagged OK, ahead of the EXPUNGEs that the report after the command brings. */
export async function handleMove(session: Session, { uid, set, mailbox }: Copy): Promise<Reply> {
  const selected = writableOf(session);
  const uids = uidsOf(choose(selected, set, uid));
  if (uids.length === 0) return ok('Nothing to move');
  const code = copyUid(await orTryCreate(selected.mailbox.move(uids, mailbox)));
  if (code !== undefined) session.output.write(`* OK [${code}] Moved\r\n`);
  await pull(selected);
  return ok('Moved');
}

/** RFC 4315 §3; none where all the messages had gone. */
function copyUid({ uidValidity, from, to }: Copied): string | undefined {
  return from.length === 0 ? undefined : `COPYUID ${uidValidity} ${writeNumberSet(from)} ${writeNumberSet(to)}`;
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
