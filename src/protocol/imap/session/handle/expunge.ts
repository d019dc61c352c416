// EXPUNGE, UID EXPUNGE, and what CLOSE does too.
import type { Expunge } from '../../command/expunge';
import { hasFlag } from '../../flags';
import { star } from '../../wire/sequenceSet';
import type { SequenceSet } from '../../wire/sequenceSet';
import { chooseNumbers } from '../choose';
import { pull } from '../report';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { writableOf } from '../session';
import type { Session } from '../session';

/** RFC 9051 §6.4.3, RFC 9051 §6.4.9: the answers come with the report after the command. */
export async function handleExpunge(session: Session, { set }: Expunge): Promise<Reply> {
  await expungeDeleted(session, set);
  return ok('Expunged');
}

/** Removes the messages marked \Deleted, all or those of a set of UIDs. Only what the client knows of: what came since stays. */
export async function expungeDeleted(session: Session, set?: SequenceSet): Promise<void> {
  const selected = writableOf(session);
  await pull(selected);
  const { uids, flags } = selected.tracker.messages;
  const deleted = chooseNumbers(selected, set ?? everyUid, true)
    .filter((number) => hasFlag(flags[number - 1] ?? [], '\\Deleted'))
    .flatMap((number) => uids[number - 1] ?? []);
  if (deleted.length > 0) await selected.mailbox.expunge(deleted);
}

const everyUid: SequenceSet = [{ first: 1, last: star }];
