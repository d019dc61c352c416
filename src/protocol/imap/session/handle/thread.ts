// THREAD and UID THREAD.
import type { MessageMeta } from '../../backend';
import type { ThreadAlgorithm, ThreadCommand } from '../../command/thread';
import { threadKeysOf, threadLinksOf } from '../../message/sortKeys';
import { writeThread } from '../../response/thread';
import type { Chosen } from '../choose';
import { uidsOf } from '../choose';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { selectedOf } from '../session';
import type { Selected, Session } from '../session';
import { threadBySubject } from '../thread/orderedSubject';
import { threadByReferences } from '../thread/references';
import type { LinkedMail, Thread, ThreadMail } from '../thread/thread';
import { readAll } from './bytes';
import { search } from './search';

/** RFC 5256 §3 */
export async function handleThread(session: Session, command: ThreadCommand): Promise<Reply> {
  const selected = selectedOf(session);
  const { found } = await search(session, selected, command.key);
  const numbers = new Map(
    found.map(({ sequence, message }) => [message.uid, command.uid ? message.uid : sequence] as const),
  );
  const threads = await threadFound[command.algorithm](selected, found, numbers);
  session.output.write(threads.length > 0 ? '* THREAD ' : '* THREAD');
  for (const thread of threads) {
    session.output.write(writeThread(thread));
    await session.output.flow();
  }
  session.output.write('\r\n');
  return ok('Threaded');
}

type Numbers = ReadonlyMap<number, number>;

const threadFound: Record<
  ThreadAlgorithm,
  (selected: Selected, found: readonly Chosen[], numbers: Numbers) => Promise<Thread[]>
> = {
  ORDEREDSUBJECT: async (selected, found, numbers) =>
    threadBySubject(await readFound(selected, found, async (meta) => mailOf(meta, numbers))),
  REFERENCES: async (selected, found, numbers) =>
    threadByReferences(await readFound(selected, found, (meta) => linkedMailOf(selected, meta, numbers))),
};

async function readFound<T>(
  { mailbox }: Selected,
  found: readonly Chosen[],
  describe: (meta: MessageMeta) => Promise<T>,
): Promise<T[]> {
  const mails: T[] = [];
  for await (const meta of found.length > 0 ? mailbox.read(uidsOf(found)) : []) mails.push(await describe(meta));
  return mails;
}

function mailOf(meta: MessageMeta, numbers: Numbers): ThreadMail {
  return { number: numbers.get(meta.uid) ?? 0, ...threadKeysOf(meta) };
}

/** ENVELOPE has no References: the header is read for it. */
async function linkedMailOf({ mailbox }: Selected, meta: MessageMeta, numbers: Numbers): Promise<LinkedMail> {
  const { headerStart, bodyStart } = meta.structure.root;
  const header = await readAll(mailbox.body(meta.uid, headerStart, bodyStart));
  return { ...mailOf(meta, numbers), ...threadLinksOf(meta, header) };
}
