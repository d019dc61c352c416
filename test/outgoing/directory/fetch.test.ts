import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { silentLog } from '../../../src/base/log';
import { openRoutes } from '../../../src/bridge/routes';
import { fetchSource, keepFresh, knowYamn, remailersSchema } from '../../../src/outgoing/directory';
import type { Source } from '../../../src/outgoing/directory';
import { openMemoryStore } from '../../../src/store';
import { TestClock } from '../../support/clock';
import { seededRandom } from '../../support/random';
import { yamnKey, yamnStatistics } from '../../support/remailerLists';
import { startWeb } from '../../support/web';
import type { Web, WebAnswer } from '../../support/web';

let web: Web | undefined;
afterEach(() => web?.stop());

const one = `http://${'a'.repeat(56)}.onion/pubring.mix`;
const two = `http://${'b'.repeat(56)}.onion/mlist2.txt`;
const keys: Source = { format: 'yamn', what: 'pubring', source: one };
const hour = 3_600_000;

async function world(answer: WebAnswer) {
  web = await startWeb(answer);
  const settings = remailersSchema.parse({ yamn: { pubring: [one], statistics: [two] } });
  const { directories, pings } = openMemoryStore();
  const clock = new TestClock('2026-11-27T01:00:00Z');
  const random = seededRandom('lists');
  const tor = { host: '127.0.0.1', port: web.proxy.port, any_proxy: true };
  return { settings, directories, pings, clock, random, log: silentLog, route: openRoutes(tor, random), web };
}

const lists: WebAnswer = ({ path }, response) =>
  void response.end(path === '/pubring.mix' ? yamnKey({ name: 'frog' }) : yamnStatistics([['frog', '0:30', '99.5']]));

/** Lets time pass in small steps, so that what is asked for can be answered. */
async function pass(clock: TestClock, ms: number, isDone: () => boolean): Promise<void> {
  for (let left = ms; left > 0 && !isDone(); left -= 600_000) {
    await clock.advance(600_000);
    for (let turn = 0; turn < 200 && clock.sleeping < 2; turn++) await setImmediate();
  }
}

test('every source is asked through the proxy, on a circuit of its own, and told nothing of who asks', async () => {
  const parts = await world(lists);
  for (const source of [keys, { ...keys, what: 'statistics', source: two } as const])
    expect(await fetchSource(source, parts)).toBe(true);
  const { asked } = parts.web.proxy;
  expect(asked.map(({ host, as }) => [host.slice(0, 1), as])).toEqual([
    ['a', 'name'],
    ['b', 'name'],
  ]);
  expect(new Set(asked.map(({ user }) => user)).size).toBe(2);
  expect(parts.web.asked.map(({ headers }) => headers.filter((_, i) => i % 2 === 0))).toEqual([
    ['Host', 'Connection'],
    ['Host', 'Connection'],
  ]);
  expect(knowYamn(parts)).toMatchObject({ agreed: [{ sources: 1, remailer: { name: 'frog' } }] });
});

test.each<[string, WebAnswer, string]>([
  ['is gone', (_, response) => void response.writeHead(404).end('gone'), 'status 404'],
  ['is a page of something else', (_, response) => void response.end('<html>'), 'no key that can be used'],
  [
    'has only a key that has expired',
    (_, response) => void response.end(yamnKey({ name: 'frog', until: '2026-01-31' })),
    'no key',
  ],
  ['is cut off', (_, response) => void response.end(yamnKey({ name: 'frog' }).slice(0, 150)), 'no key'],
  ['never ends', (_, response) => void response.end(Buffer.alloc(10 * 1024 * 1024, 'x\n')), 'sends more than 2048 KB'],
])('the last good copy stays where the new one %s, and it is told', async (_, bad, words) => {
  let answer = lists;
  const parts = await world((asked, response) => {
    answer(asked, response);
  });
  await fetchSource(keys, parts);
  answer = bad;
  expect(await fetchSource(keys, parts)).toBe(false);
  const { agreed, sources } = knowYamn(parts);
  expect(agreed.map(({ remailer }) => remailer.name)).toEqual(['frog']);
  expect(sources[0]?.failure).toContain(words);
});

test('lists are fetched soon after the start and then around the interval, each at times of its own', async () => {
  const parts = await world(lists);
  const over = new AbortController();
  const kept = keepFresh(parts, over.signal);
  const times: [string, number][] = [];
  const start = parts.clock.now();
  const note = () => {
    for (const { path } of parts.web.asked.slice(times.length)) times.push([path, parts.clock.now() - start]);
    return times.length >= 8;
  };
  await pass(parts.clock, 100 * hour, note);
  over.abort();
  await kept;
  const of = (path: string) => times.filter(([asked]) => asked === path).map(([, at]) => at);
  for (const path of ['/pubring.mix', '/mlist2.txt']) {
    const [first = Infinity, ...later] = of(path);
    expect(first).toBeLessThanOrEqual(600_000);
    const gaps = later.map((at, i) => at - (of(path)[i] ?? 0));
    expect(gaps.length).toBeGreaterThan(1);
    for (const gap of gaps) {
      expect(gap).toBeGreaterThanOrEqual(4 * hour - 600_000);
      expect(gap).toBeLessThanOrEqual(12 * hour + 600_000);
    }
  }
  expect(of('/pubring.mix')).not.toEqual(of('/mlist2.txt'));
});

test('what was fetched from a place that is no longer named is forgotten, and what was read in by hand is not', async () => {
  const parts = await world(lists);
  parts.directories.put({ ...keys, source: 'https://old.example/' }, Buffer.from('x'), 1);
  parts.directories.put({ ...keys, source: 'imported: frog' }, Buffer.from('x'), 1);
  const over = new AbortController();
  over.abort();
  await keepFresh(parts, over.signal);
  expect(parts.directories.all().map(({ source }) => source)).toEqual(['imported: frog']);
});
