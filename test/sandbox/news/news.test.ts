import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock';
import { systemRandom } from '../../../src/base/random';
import { makeCertificate } from '../../../src/bridge/certificate';
import { secure } from '../../../src/net';
import { NntpError, openNntp, type NntpClient } from '../../../src/protocol/nntp';
import { type News, startNews } from '../../../src/sandbox/news';
import { TestClock } from '../../support/clock';
import { seededRandom } from '../../support/random';

const group = 'alt.anonymous.messages';
let news: News;
const clients: NntpClient[] = [];

const article = (n: number): Buffer =>
  Buffer.from(`Message-ID: <${n}@nym.test>\nNewsgroups: ${group}\nSubject: ${n}\n\nbody ${n}\n.\n..\n`);

async function reader(idleMs = 20_000): Promise<NntpClient> {
  const client = await openNntp(connect(news.port, news.host), { clock: systemClock, limits: { idleMs } });
  clients.push(client);
  return client;
}

beforeEach(async () => {
  news = await startNews({ clock: new TestClock(), random: seededRandom('news') });
  for (const n of [1, 2, 3]) expect(news.spool.take(article(n))).toBe('taken');
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await news.stop();
});

/** The fetched articles' numbers with the Message-ID or the error's code. */
async function fetchAll(client: NntpClient, numbers: number[]): Promise<string[]> {
  const got: string[] = [];
  try {
    for await (const { number, result } of client.articles(numbers))
      got.push(`${number} ${result instanceof NntpError ? result.code : result.messageId}`);
  } catch (error) {
    got.push(error instanceof NntpError ? error.code : 'something else');
  }
  return got;
}

describe('the news server', () => {
  test('gives an article back byte for byte, with CRLF', async () => {
    const client = await reader();
    await client.ihave('<4@nym.test>', article(4));
    await client.group(group);
    const wanted = article(4).toString().replaceAll('\n', '\r\n');
    expect((await client.article(4)).source.toString()).toBe(wanted);
    const { head, body } = { head: await client.head(4), body: await client.body('<4@nym.test>') };
    expect(`${head.source.toString()}\r\n${body.source.toString()}`).toBe(wanted);
  });

  test('takes an article once', () => {
    expect(news.spool.take(article(1))).toBe('duplicate');
    expect(news.spool.take(Buffer.from('Subject: none\n\n'))).toBe('malformed');
    expect(news.spool.post(Buffer.from('Newsgroups: alt.nothing\n\n'))).toBe('no-group');
  });
});

describe('what can befall a group', () => {
  test('an article comes again under a second number', async () => {
    expect(news.spool.serveTwice(group, 2)).toBe(4);
    const client = await reader();
    expect((await client.listGroup(group)).numbers).toEqual([1, 2, 3, 4]);
    expect(await fetchAll(client, [2, 4])).toEqual(['2 <2@nym.test>', '4 <2@nym.test>']);
  });

  test('an article expires, and the low water mark follows', async () => {
    news.spool.expire(group, 1);
    news.spool.expire(group, 3);
    const client = await reader();
    expect(await client.group(group)).toMatchObject({ count: 1, low: 2, high: 3 });
    expect(await fetchAll(client, [1, 2, 3])).toEqual(['1 no-such-article', '2 <2@nym.test>', '3 no-such-article']);
  });

  test('an emptied group has its low above its high', async () => {
    for (const n of [1, 2, 3]) news.spool.expire(group, n);
    expect(await (await reader()).group(group)).toMatchObject({ count: 0, low: 4, high: 3 });
  });

  test('the same articles get new numbers', async () => {
    news.spool.renumber(group, 1001);
    const client = await reader();
    expect(await client.group(group)).toMatchObject({ count: 3, low: 1001, high: 1003 });
    expect(await fetchAll(client, [1002])).toEqual(['1002 <2@nym.test>']);
  });
});

describe('a fault', () => {
  test('close in mid-article: the first is whole, the second never pretends to be', async () => {
    news.faults.inject({ verb: 'ARTICLE', act: 'cut', after: 1 });
    const client = await reader();
    await client.group(group);
    expect(await fetchAll(client, [1, 2, 3])).toEqual(['1 <1@nym.test>', 'closed']);
    const again = await reader();
    await again.group(group);
    expect(await fetchAll(again, [2, 3])).toEqual(['2 <2@nym.test>', '3 <3@nym.test>']);
  });

  test.each([
    ['hang', 'timeout', 300],
    ['close', 'closed', undefined],
    ['nonsense', 'nonsense', undefined],
  ] as const)('%s is met as %s', async (act, code, idleMs) => {
    news.faults.inject({ verb: 'GROUP', act });
    await expect((await reader(idleMs)).group(group)).rejects.toMatchObject({ code });
  });

  test('at the greeting', async () => {
    news.faults.inject({ verb: 'GREETING', act: { reply: '502 not for you' } });
    await expect(reader()).rejects.toMatchObject({ code: 'not-permitted', reply: 502 });
  });

  test('is over when it has happened as often as was said', async () => {
    news.faults.inject({ verb: 'DATE', act: { reply: '403 tired' }, times: 2 });
    const client = await reader();
    await expect(client.date()).rejects.toMatchObject({ code: 'server-fault' });
    await expect(client.date()).rejects.toMatchObject({ code: 'server-fault' });
    expect(await client.date()).toEqual(new Date('2026-11-22T12:00:00Z'));
  });
});

test('STARTTLS: the login under it is heard, and not offered a second TLS', async () => {
  const { certificate, key } = await makeCertificate(systemClock, systemRandom);
  const parts = { clock: new TestClock(), random: seededRandom('tls') };
  const safe = await startNews({ ...parts, users: { panda: 'correct horse' }, tls: { cert: certificate, key } });
  const socket = connect(safe.port, safe.host);
  const upgrade = () => secure(socket, { servername: 'localhost', ca: certificate });
  const client = await openNntp(socket, { clock: systemClock, upgrade });
  clients.push(client);
  await client.startTls();
  await client.login('panda', 'correct horse');
  expect([...(await client.capabilities()).keys()]).not.toContain('STARTTLS');
  expect(await client.group(group)).toMatchObject({ count: 0 });
  await safe.stop();
});
