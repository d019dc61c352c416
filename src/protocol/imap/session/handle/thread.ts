// THREAD and UID THREAD.
import type { Mailbox } from '../../backend';
import type { ThreadAlgorithm, ThreadCommand } from '../../command/thread';
import type { KeyName } from '../../message/sortKeys';
import { writeThread } from '../../response/thread';
import type { Chosen } from '../choose';
import { withKeys } from '../keys';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { selectedOf } from '../session';
import type { Session } from '../session';
import type { Sortable } from '../sort/order';
import { threadBySubject } from '../thread/orderedSubject';
import { threadByReferences } from '../thread/references';
import type { LinkedMail, Thread, ThreadMail } from '../thread/thread';
import { search } from './search';

/** RFC 5256 §3 */
export async function handleThread(session: Session, command: ThreadCommand): Promise<Reply> {
  const selected = selectedOf(session);
  const { found } = await search(session, selected, command.key);
  const threads = await threadFound[command.algorithm](selected.mailbox, found, command.uid);
  session.output.write(threads.length > 0 ? '* THREAD ' : '* THREAD');
  for (const thread of threads) {
    session.output.write(writeThread(thread));
    await session.output.flow();
  }
  session.output.write('\r\n');
  return ok('Threaded');
}

/** What each algorithm goes by. */
const plainKeys: readonly KeyName[] = ['DATE', 'SUBJECT', 'ISREPLY'];
const linkedKeys: readonly KeyName[] = [...plainKeys, 'MESSAGEID', 'REFERENCES'];

const threadFound: Record<
  ThreadAlgorithm,
  (mailbox: Mailbox, found: readonly Chosen[], uid: boolean) => Promise<Thread[]>
> = {
  ORDEREDSUBJECT: async (mailbox, found, uid) =>
    threadBySubject((await withKeys(mailbox, found, plainKeys)).map((one) => mailOf(one, uid))),
  REFERENCES: async (mailbox, found, uid) =>
    threadByReferences((await withKeys(mailbox, found, linkedKeys)).map((one) => linkedMailOf(one, uid))),
};

function mailOf({ item, values }: Sortable<Chosen>, uid: boolean): ThreadMail {
  const [sentAt, subject, isReply] = values;
  return {
    number: uid ? item.message.uid : item.sequence,
    sentAt: Number(sentAt),
    subject: String(subject),
    isReply: isReply === 1,
  };
}

function linkedMailOf(one: Sortable<Chosen>, uid: boolean): LinkedMail {
  const [messageId, references] = one.values.slice(plainKeys.length).map(String);
  return {
    ...mailOf(one, uid),
    references: references ? references.split('\n') : [],
    ...(messageId && { messageId }),
  };
}
