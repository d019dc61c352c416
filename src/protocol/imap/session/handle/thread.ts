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
import type { Selected, Session } from '../session';
import type { Sortable } from '../sort/order';
import { threadBySubject } from '../thread/orderedSubject';
import { threadByReferences } from '../thread/references';
import type { LinkedMail, Thread, ThreadMail } from '../thread/thread';
import { search } from './search';

/** RFC 5256 §3 */
export async function handleThread(session: Session, command: ThreadCommand): Promise<Reply> {
  const selected = selectedOf(session);
  const { found } = await search(session, selected, command.key);
  const known = last.get(selected);
  const answer = known && isSame(known, command, found) ? known : await thread(selected, command, found);
  last.set(selected, answer);
  session.output.write(answer.text === '' ? '* THREAD' : '* THREAD ');
  for (let at = 0; at < answer.text.length; at += session.limits.outputBytes) {
    session.output.write(answer.text.slice(at, at + session.limits.outputBytes));
    await session.output.flow();
  }
  session.output.write('\r\n');
  return ok('Threaded');
}

/** An answer, and to what. */
interface Answer {
  readonly algorithm: ThreadAlgorithm;
  readonly uid: boolean;
  /** The sequence numbers, then the UIDs. */
  readonly found: Uint32Array;
  readonly text: string;
}

/** Mails never change: the same ones hang together as they did. Clients ask whenever a mailbox is shown. */
const last = new WeakMap<Selected, Answer>();

function isSame(answer: Answer, { algorithm, uid }: ThreadCommand, found: readonly Chosen[]): boolean {
  const isOther = answer.algorithm !== algorithm || answer.uid !== uid || answer.found.length !== 2 * found.length;
  return !isOther && numbersOf(found).every((number, i) => number === answer.found[i]);
}

async function thread(
  { mailbox }: Selected,
  { algorithm, uid }: ThreadCommand,
  found: readonly Chosen[],
): Promise<Answer> {
  const threads = await threadFound[algorithm](mailbox, found, uid);
  return { algorithm, uid, found: numbersOf(found), text: threads.map(writeThread).join('') };
}

function numbersOf(found: readonly Chosen[]): Uint32Array {
  const numbers = new Uint32Array(2 * found.length);
  found.forEach(({ sequence, uid }, i) => {
    numbers[i] = sequence;
    numbers[found.length + i] = uid;
  });
  return numbers;
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
    number: uid ? item.uid : item.sequence,
    sentAt: Number(sentAt),
    subject: String(subject),
    isReply: isReply === 1,
  };
}

/** Written out: spreading one into the other costs more than all the threading. */
function linkedMailOf({ item, values }: Sortable<Chosen>, uid: boolean): LinkedMail {
  const [sentAt, subject, isReply, messageId, references] = values;
  return {
    number: uid ? item.uid : item.sequence,
    sentAt: Number(sentAt),
    subject: String(subject),
    isReply: isReply === 1,
    messageId: messageId === '' ? undefined : String(messageId),
    references: references === '' ? nobody : String(references).split('\n'),
  };
}

const nobody: readonly string[] = [];
