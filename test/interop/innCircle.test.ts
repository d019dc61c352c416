import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { utf8 } from '../../src/base/bytes';
import { makeForeign } from '../../src/sandbox/vectors/foreign';
import { articlesForAlice, confirmAlice, fetchOnce, readsFrom, shuffled } from '../support/catchUp';
import { type Circle, openCircle } from '../support/circle';
import { login, readMailbox } from '../support/mailClient';
import { end } from '../support/program';
import { seededRandom } from '../support/random';
import { connectTo, offer, startInn, type Inn } from './inn';

// The real news server carries the group: 25 articles for Alice among 475 for strangers, in no order.

const random = seededRandom('inn circle');
const folder = mkdtempSync(join(tmpdir(), 'nymbridge-inn-'));
let circle: Circle;
let inn: Inn;

beforeAll(async () => {
  circle = await openCircle();
  inn = await startInn(folder);
});
afterAll(async () => {
  await circle.remove();
  await inn.stop();
  rmSync(folder, { recursive: true, force: true });
});

const subjects = Array.from({ length: 25 }, (_, i) => `letter ${i + 1} of 25`);

test('500 articles by IHAVE: the right 25 are delivered, and once', async () => {
  await confirmAlice(circle);
  const articles = [...(await articlesForAlice(circle, subjects)), ...(await strangersArticles())];
  const feed = await connectTo(inn);
  for (const article of shuffled(articles, random)) await offer(feed, article);
  await feed.quit();
  circle.home.configure(readsFrom(circle, inn));
  expect(await fetchOnce(circle.home)).toMatchObject({
    delivered: 25,
    servers: [{ added: 500 }],
  });
  expect(await fetchOnce(circle.home)).toMatchObject({
    delivered: 0,
    servers: [{ added: 0 }],
  });
  const serving = await circle.home.serve();
  const client = await login(circle, serving);
  const inbox = await readMailbox(client, 'INBOX');
  await client.logout();
  expect(inbox.map(({ subject }) => subject).sort()).toEqual([...subjects].sort());
  expect(await end(serving.child, 'SIGTERM')).toBe(0);
});

async function strangersArticles(): Promise<Buffer[]> {
  const now = new Date();
  const made = await makeForeign({ count: 475, random, now, otherKeys: [circle.world.serverKey] });
  const date = now.toUTCString().replace('GMT', '+0000');
  return made.map(({ source }, i) =>
    Buffer.concat([utf8(`Path: test!not-for-mail\nDate: ${date}\nMessage-ID: <stranger.${i}@example.org>\n`), source]),
  );
}
