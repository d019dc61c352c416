import { X509Certificate } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { examineNews } from '../../../src/incoming';
import { type News, type NewsOptions, startNews } from '../../../src/sandbox/news';
import { TestClock } from '../../support/clock';
import { seededRandom } from '../../support/random';
import { localCertificate } from '../../support/smtp';

const group = 'alt.anonymous.messages';
const noon = '2026-11-22T12:00:00Z';
const running: News[] = [];
afterEach(async () => {
  for (const news of running.splice(0)) await news.stop();
});

async function newsServer(options: Partial<NewsOptions> = {}): Promise<News> {
  const news = await startNews({ clock: new TestClock(noon), random: seededRandom('news'), ...options });
  running.push(news);
  return news;
}

function post(news: News, id: string, date: string): void {
  const fields = [
    `Date: ${date}`,
    'From: a@b.test',
    'Subject: x',
    `Message-ID: <${id}@b.test>`,
    `Newsgroups: ${group}`,
  ];
  news.spool.take(Buffer.from([...fields, '', 'text', ''].join('\n')));
}

function examined(news: News, more: { security?: 'none' | 'starttls'; pin?: string } = {}, newsgroup = group) {
  const { host, port } = news;
  const server = {
    name: 'news',
    host,
    port,
    security: 'none',
    route: () => ({ via: 'direct' }) as const,
    ...more,
  } as const;
  return examineNews(server, newsgroup, new TestClock(noon), new AbortController().signal);
}

test('tells what it offers, its time, and how fresh the group is', async () => {
  const news = await newsServer({ clock: new TestClock('2026-11-22T12:05:00Z') });
  post(news, '1', 'Fri, 20 Nov 2026 10:00:00 +0000');
  post(news, '2', 'Thu, 19 Nov 2026 10:00:00 +0000');
  const facts = await examined(news);
  expect(facts.capabilities).toContain('READER');
  expect(facts.peer).toBeUndefined();
  expect(facts.clock).toEqual({ aheadMs: 300_500, uncertainMs: 500 });
  expect(facts.group).toEqual({ articles: 2, newest: Date.parse('2026-11-20T10:00:00Z') });
});

test('a Date in the future is no sign of life, nor is one that cannot be read', async () => {
  const news = await newsServer();
  post(news, '1', 'Fri, 20 Nov 2026 10:00:00 +0000');
  post(news, '2', 'Fri, 20 Nov 2099 10:00:00 +0000');
  post(news, '3', 'the day before yesterday');
  expect((await examined(news)).group?.newest).toBe(Date.parse('2026-11-20T10:00:00Z'));
});

test('an empty group is told from one that is not there', async () => {
  const news = await newsServer();
  expect((await examined(news)).group).toEqual({ articles: 0, newest: undefined });
  expect((await examined(news, {}, 'alt.no.such.group')).group).toBeUndefined();
});

test('with TLS the certificate is shown', async () => {
  const { certificate: cert, key } = await localCertificate();
  const { fingerprint256, validTo } = new X509Certificate(cert);
  const facts = await examined(await newsServer({ tls: { cert, key } }), { security: 'starttls', pin: fingerprint256 });
  expect(facts.peer?.sha256).toBe(fingerprint256.replaceAll(':', '').toLowerCase());
  expect(facts.peer?.validUntil).toBe(Date.parse(validTo));
});

test.each([
  ['a server that does not tell its time', 'DATE', 'clock'],
  ['a server without an overview', 'OVER', 'newest'],
])('%s is not refused for it', async (_name, verb, missing) => {
  const news = await newsServer();
  post(news, '1', 'Fri, 20 Nov 2026 10:00:00 +0000');
  news.faults.inject({ verb, act: { reply: '502 no' } });
  const { clock, group: facts } = await examined(news);
  expect(missing === 'clock' ? clock : facts?.newest).toBeUndefined();
  expect(facts?.articles).toBe(1);
});

test('a server that wants a login is not taken for one without the group', async () => {
  const news = await newsServer({ users: { alice: 'bamboo' } });
  await expect(examined(news)).rejects.toMatchObject({ code: 'auth-required' });
});
