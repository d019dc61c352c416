// APPEND: messages that a client brings.
import { readStructure } from '../../../mime';
import type { Append, AppendMessage } from '../../command/append';
import type { Account, Appended, NewMessage } from '../../backend';
import { writeNumberSet } from '../../wire/sequenceSet';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { accountOf } from '../session';
import type { Session } from '../session';
import { orTryCreate } from './copy';

/** RFC 9051 §6.3.12, RFC 3502 §6.3.11; the code is that of UIDPLUS (RFC 4315 §3). */
export async function handleAppend(session: Session, { mailbox, messages }: Append): Promise<Reply> {
  const now = new Date(session.options.clock.now());
  const { uidValidity, uids } = await add(
    accountOf(session),
    mailbox,
    messages.map((one) => toMessage(one, now)),
  );
  return ok('Appended', `APPENDUID ${uidValidity} ${writeNumberSet(uids)}`);
}

function add(account: Account, mailbox: string, messages: readonly NewMessage[]): Promise<Appended> {
  return orTryCreate(account.append(mailbox, messages));
}

function toMessage({ source, flags, internalDate }: AppendMessage, now: Date): NewMessage {
  return { source, structure: readStructure(source), flags, internalDate: internalDate ?? now };
}
