import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ImapFlow } from 'imapflow';
import { alice, type Circle, openCircle } from '../support/circle';
import { login, readMailbox, submit, until, untilActive } from '../support/mailClient';
import { end, type Serving } from '../support/program';

// The real program, in several processes: a backup is made while another serves, and the world goes on after it.

let circle: Circle;
beforeAll(async () => {
  circle = await openCircle();
});
afterAll(() => circle.remove());

async function must(...words: string[]): Promise<void> {
  const { status, error, out } = await circle.home.run(...words);
  expect({ status, error, out }).toMatchObject({ status: 0 });
}

const subjects = async (client: ImapFlow, mailbox: string) =>
  (await readMailbox(client, mailbox)).map(({ subject }) => subject);

/** Sends a letter, and waits for Bob's answer to it. */
async function correspond(serving: Serving, client: ImapFlow, subject: string): Promise<void> {
  await submit(circle, serving, { subject, text: 'Dear Bob' });
  await until(`the answer to ${subject}`, async () =>
    (await subjects(client, 'INBOX')).includes(`Re: ${subject}`) ? true : undefined,
  );
}

async function validity(client: ImapFlow): Promise<bigint> {
  const lock = await client.getMailboxLock('INBOX');
  const { mailbox } = client;
  lock.release();
  return mailbox === false ? 0n : mailbox.uidValidity;
}

test('a backup made while mail is sent and filed is restored: nothing is lost, sent or delivered twice', async () => {
  const file = join(circle.home.folder, 'all.backup');
  const before = await circle.home.serve();
  await untilActive(circle);
  const client = await login(circle, before);
  await correspond(before, client, 'one');
  // filed one after the other, each acknowledged, while the backup is made
  const backup = { done: false };
  const making = must('backup', file).then(() => (backup.done = true));
  let filed = 0;
  for (; !backup.done; filed++) await client.append('Archive', `Subject: filed ${filed}\r\n\r\n`);
  await making;
  await correspond(before, client, 'two');
  const old = await validity(client);
  await client.logout();

  const refused = await circle.home.run('restore', file, '--replace');
  expect(refused).toMatchObject({ status: 1, error: expect.stringMatching(/running/) });
  await end(before.child, 'SIGTERM');
  await must('restore', file, '--replace');

  const after = await circle.home.serve();
  const again = await login(circle, after);
  await until('what came since', async () => ((await subjects(again, 'INBOX')).includes('Re: two') ? true : undefined));
  expect((await subjects(again, 'INBOX')).filter((one) => one.startsWith('Re:')).sort()).toEqual([
    'Re: one',
    'Re: two',
  ]);
  const kept = await subjects(again, 'Archive');
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => `filed ${i}`));
  expect(kept.length).toBeLessThanOrEqual(filed);
  expect(await validity(again)).toBeGreaterThan(old);
  await again.logout();
  const letters = circle.world.outside.received.filter(({ from }) => from.includes(alice) || from === '');
  const sent = letters.map(({ source }) => /^Subject: (.*)$/m.exec(source.toString('latin1'))?.[1]);
  expect(sent.sort()).toEqual(['one', 'two']);
  await must('doctor');
});
