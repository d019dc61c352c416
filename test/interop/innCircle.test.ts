import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { utf8 } from '../../src/base/bytes';
import { makeForeign } from '../../src/sandbox/vectors/foreign';
import { alice, bob, type Circle, openCircle } from '../support/circle';
import { login, readMailbox, untilActive } from '../support/mailClient';
import { end } from '../support/program';
import { seededRandom } from '../support/random';
import { connectTo, newsgroup, offer, startInn, type Inn } from './inn';

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
  await activate();
  const feed = await connectTo(inn);
  for (const article of shuffled([...(await aliceArticles()), ...(await strangersArticles())]))
    await offer(feed, article);
  await feed.quit();
  circle.home.configure(
    `imap.port = 0\nsmtp.port = 0\nfetch.interval = "1s"\nsend.transport = "out"\ntransport.out = { type = "folder", path = "${folder}/out" }\n` +
      `[[news]]\nhost = "127.0.0.1"\nport = ${inn.port}\nsecurity = "none"\nallow_direct = true\n`,
  );
  expect(JSON.parse((await circle.home.run('fetch', '--json')).out)).toMatchObject({
    delivered: 25,
    servers: [{ added: 500 }],
  });
  expect(JSON.parse((await circle.home.run('fetch', '--json')).out)).toMatchObject({
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

async function activate(): Promise<void> {
  const serving = await circle.home.serve();
  await untilActive(circle);
  await end(serving.child, 'SIGTERM');
}

/** What the nym server posts when Bob writes 25 times; read off the sandbox's news server. */
async function aliceArticles(): Promise<Buffer[]> {
  const client = await connectTo({ ...circle.world.news, certificate: '', stop: async () => undefined });
  const { high: before } = await client.group(newsgroup);
  for (const subject of subjects) {
    const source = utf8(`From: Bob <${bob}>\nTo: ${alice}\nSubject: ${subject}\n\nHello Panda.\n`);
    circle.world.deliver({ from: bob, to: alice, source });
  }
  await circle.world.settled();
  const { high } = await client.group(newsgroup);
  const articles: Buffer[] = [];
  for (let number = before + 1; number <= high; number++) articles.push((await client.article(number)).source);
  client.close();
  return articles.map((source) => utf8(source.toString('utf8').replace(/^Xref:.*\r\n/m, '')));
}

async function strangersArticles(): Promise<Buffer[]> {
  const now = new Date();
  const made = await makeForeign({ count: 475, random, now, otherKeys: [circle.world.serverKey] });
  const date = now.toUTCString().replace('GMT', '+0000');
  return made.map(({ source }, i) =>
    Buffer.concat([utf8(`Path: test!not-for-mail\nDate: ${date}\nMessage-ID: <stranger.${i}@example.org>\n`), source]),
  );
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: random.below(2 ** 40) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
