import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock';
import { type News, startNews } from '../../src/sandbox/news';
import type { Mark } from '../../src/store';
import { foreignArticles } from '../support/article';
import {
  articleOf,
  articlesForAlice,
  confirmAlice,
  fetchOnce,
  readFetched,
  readsFrom,
  shuffled,
} from '../support/catchUp';
import { type Circle, openCircle } from '../support/circle';
import { end, type Home } from '../support/program';
import { seededRandom } from '../support/random';

// The program is killed fifty times while it catches up with two news servers. The group grows meanwhile, so that each of the
// fifty has something to lose. A copy of the bridge that reads all of it in peace is what the killed one is held against.

/** So many times the group grows, by so many articles, of which so many are for Alice. */
const growths = 10;
const foreign = 390;
const hers = 10;

/** Where the program is: what the news servers have heard of it last. */
type Place = 'start' | `${'first' | 'second'} ${string}`;

/** Killed less than `ms` after it has come to a place so often, at random at most `times`, or else to the end of the round. */
interface Moment {
  readonly at: Place;
  readonly times: number;
  readonly ms: number;
}

/** After each growth, so that every stage is hit: `start` is where the articles are opened that the one before has left. */
const moments: readonly Moment[] = [
  { at: 'first ARTICLE', times: 250, ms: 10 },
  { at: 'start', times: 1, ms: 25 },
  { at: 'first ARTICLE', times: 150, ms: 10 },
  { at: 'second ARTICLE', times: 30, ms: 10 },
  { at: 'second QUIT', times: 1, ms: 150 },
];

const random = seededRandom('killed catch-up');
const heard = new EventEmitter();
let place: Place = 'start';
let circle: Circle;
let spared: Home;
let first: News;
let second: News;

beforeAll(async () => {
  circle = await openCircle();
  await confirmAlice(circle);
  first = await startListened('first');
  second = await startListened('second');
  circle.home.configure(readsFrom(circle, first, second));
  spared = circle.home.copy();
});
afterAll(async () => {
  spared.remove();
  await Promise.all([first.stop(), second.stop()]);
  await circle.remove();
});

test('kill -9 at 50 random moments of a catch-up: the same mail as without, byte for byte, and nothing twice', async () => {
  const killedAt: Place[] = [];
  for (let growth = 0; growth < growths; growth++) {
    await grow(growth);
    for (const moment of moments) killedAt.push(await runAndKill(moment));
  }
  expect(killedAt).toHaveLength(50);
  expect(killedAt).toEqual(expect.arrayContaining(moments.map(({ at }) => at)));
  const quiet = await fetchOnce(circle.home);
  expect(quiet.servers.map(({ problem }) => problem)).toEqual([undefined, undefined]);
  expect(await fetchOnce(circle.home)).toMatchObject({ delivered: 0, servers: [{ added: 0 }, { added: 0 }] });
  expect(await fetchOnce(spared)).toMatchObject({ delivered: growths * hers });
  const [killed, peaceful] = [readFetched(circle.home), readFetched(spared)];
  // Mails are held against each other article by article: their order is that of arrival, which depends on where a round ended.
  expect(killed).toEqual(peaceful);
  const ids = killed.mails.map(articleOf);
  expect(ids).toEqual([...new Set(ids)]);
  expect(killed).toMatchObject({ open: 0, marks: Object.fromEntries([first, second].map(readToTheEnd)) });
});

async function startListened(name: 'first' | 'second'): Promise<News> {
  const news = await startNews({ clock: systemClock, random });
  const next = news.faults.next.bind(news.faults);
  jest.spyOn(news.faults, 'next').mockImplementation((verb) => {
    place = `${name} ${verb}`;
    heard.emit(place);
    return next(verb);
  });
  return news;
}

/** The first server lacks every tenth article, the second every other: together they have all. */
async function grow(growth: number): Promise<void> {
  const subjects = Array.from({ length: hers }, (_, i) => `letter ${i + 1} of growth ${growth + 1}`);
  const articles = [...(await articlesForAlice(circle, subjects)), ...foreignArticles(foreign, `growth${growth}`)];
  for (const [i, article] of shuffled(articles, random).entries()) {
    if (i % 10 > 0) first.spool.take(article);
    if (i % 2 === 0) second.spool.take(article);
  }
}

/** Gives where it was killed. */
async function runAndKill({ at, times, ms }: Moment): Promise<Place> {
  place = 'start';
  const come = Promise.race([heardOf(at, 1 + random.below(times)), heardOf('second QUIT', 1)]);
  const { child } = await circle.home.serve();
  if (at !== 'start') await come;
  await pause(random.below(ms));
  await end(child, 'SIGKILL');
  heard.removeAllListeners();
  return place;
}

/** Resolves when a server has heard this for the nth time from now on. */
function heardOf(what: Place, nth: number): Promise<void> {
  let left = nth;
  return new Promise((resolve) => {
    heard.on(what, () => {
      if (--left === 0) resolve();
    });
  });
}

/** The mark that a server has then. */
function readToTheEnd({ host, port, spool }: News): [string, Partial<Mark>] {
  const high = spool.groups()[0]?.high ?? 0;
  return [`${host}:${port}`, { high, last: high }];
}
