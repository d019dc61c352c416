import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { silentLog } from '../../../src/base/log';
import { readServers } from '../../../src/incoming/newsgroup';
import type { NewsServer, Progress, ServerReport } from '../../../src/incoming/newsgroup';
import { limits } from '../../../src/incoming/newsgroup/limits';
import { startNews } from '../../../src/sandbox/news';
import type { News, NewsOptions } from '../../../src/sandbox/news';
import { openMemoryStore } from '../../../src/store';
import type { Store } from '../../../src/store';
import { foreignArticles, makeArticle } from '../../support/article';
import { TestClock } from '../../support/clock';
import { seededRandom } from '../../support/random';

const newsgroup = 'alt.anonymous.messages';
const clock = new TestClock();
let store: Store;
const running: News[] = [];

beforeEach(() => {
  store = openMemoryStore();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((news) => news.stop()));
  store.close();
});

async function start(articles: readonly Buffer[], options: Partial<NewsOptions> = {}): Promise<News> {
  const news = await startNews({ clock, random: seededRandom('news'), ...options });
  running.push(news);
  for (const article of articles) expect(news.spool.take(article)).toBe('taken');
  return news;
}

function serverOf(news: News, name: string, over: Partial<NewsServer> = {}): NewsServer {
  return { name, host: news.host, port: news.port, security: 'none', route: () => ({ via: 'direct' }), ...over };
}

interface Over {
  readonly servers?: readonly NewsServer[];
  readonly onRead?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

function fetch(news: readonly News[], over: Over = {}): Promise<ServerReport[]> {
  return readServers({
    store,
    clock,
    newsgroup,
    log: silentLog,
    servers: over.servers ?? news.map((one, i) => serverOf(one, `news${i + 1}`)),
    onRead: over.onRead,
    signal: over.signal ?? new AbortController().signal,
  });
}

const spooled = () => store.spool.fresh(10_000).map((row) => row.messageId);
const ids = (count: number, prefix = 'foreign') =>
  Array.from({ length: count }, (_, i) => `<${prefix}.${i}@elsewhere.test>`);

/** How often the server was asked for a whole article. */
function countArticles(news: News): () => number {
  const asked = jest.spyOn(news.faults, 'next');
  return () => asked.mock.calls.filter(([verb]) => verb === 'ARTICLE').length;
}

describe('one server', () => {
  test('every article comes once, in order, with its bytes, and the mark stands behind the last', async () => {
    const articles = foreignArticles(5);
    const news = await start(articles);
    expect(await fetch([news])).toEqual([{ server: 'news1', added: 5 }]);
    expect(spooled()).toEqual(ids(5));
    const rows = store.spool.fresh(10);
    expect(rows.map((row) => store.spool.source(row.id))).toEqual(articles);
    expect(store.marks.get('news1', newsgroup)).toMatchObject({ high: 5, low: 1 });
  });

  test('the next round brings what is new and nothing else', async () => {
    const news = await start(foreignArticles(5));
    await fetch([news]);
    const asked = countArticles(news);
    news.spool.take(makeArticle({ messageId: '<new@elsewhere.test>' }));
    expect(await fetch([news])).toEqual([{ server: 'news1', added: 1 }]);
    expect(asked()).toBe(1);
    expect(await fetch([news])).toEqual([{ server: 'news1', added: 0 }]);
    expect(asked()).toBe(1);
  });

  test('an article that is served twice is spooled once', async () => {
    const news = await start(foreignArticles(3));
    news.spool.serveTwice(newsgroup, 2);
    await fetch([news]);
    expect(spooled()).toEqual(ids(3));
    expect(store.marks.get('news1', newsgroup)?.high).toBe(4);
  });

  test('a server that was renumbered downwards, upwards or from the same number on loses and doubles nothing', async () => {
    const news = await start(foreignArticles(300));
    await fetch([news]);
    for (const [i, from] of [1, 5000, 40].entries()) {
      news.spool.renumber(newsgroup, from);
      for (const article of foreignArticles(2, `after${i}`)) news.spool.take(article);
      expect(await fetch([news])).toEqual([{ server: 'news1', added: 2 }]);
    }
    expect(new Set(spooled()).size).toBe(306);
  });

  test('a number that is filled in late is not passed over for ever', async () => {
    const news = await start(foreignArticles(3));
    const late = news.spool.group(newsgroup)?.articles.get(2);
    const articles = news.spool.group(newsgroup)?.articles as Map<number, unknown>;
    articles.delete(2);
    await fetch([news]);
    expect(spooled()).toHaveLength(2);
    articles.set(2, late);
    await fetch([news]);
    expect(spooled().sort()).toEqual(ids(3));
  });

  test.each(['500 What?', '403 Overview is broken'])(
    'with an overview of "%s" everything still comes once',
    async (reply) => {
      const news = await start(foreignArticles(4));
      const refuse = { act: { reply }, times: 100 } as const;
      for (const verb of ['OVER', 'XOVER', 'HDR', 'XHDR']) news.faults.inject({ verb, ...refuse });
      const asked = countArticles(news);
      expect(await fetch([news])).toEqual([{ server: 'news1', added: 4 }]);
      expect(await fetch([news])).toEqual([{ server: 'news1', added: 0 }]);
      expect(asked()).toBe(4);
    },
  );

  test('with a login and STARTTLS refused nothing is fetched in the clear', async () => {
    const news = await start(foreignArticles(1), { users: { alice: 'secret' } });
    const [report] = await fetch([], { servers: [serverOf(news, 'a', { security: 'starttls', user: 'alice' })] });
    expect(report?.problem).toBeDefined();
    expect(spooled()).toEqual([]);
    const [fine] = await fetch([], { servers: [serverOf(news, 'a', { user: 'alice', password: 'secret' })] });
    expect(fine).toEqual({ server: 'a', added: 1 });
  });

  test('an article the server fails to give is asked for again, and the ones behind it come meanwhile', async () => {
    const news = await start(foreignArticles(4));
    news.faults.inject({ verb: 'ARTICLE', act: { reply: '403 Broken spool' }, after: 1 });
    await fetch([news]);
    expect(spooled()).toEqual(ids(4).filter((_, i) => i !== 1));
    expect(store.marks.get('news1', newsgroup)?.high).toBe(1);
    await fetch([news]);
    expect(spooled().sort()).toEqual(ids(4));
    expect(store.marks.get('news1', newsgroup)?.high).toBe(4);
  });
});

test('article numbers beyond 2^31 are not passed over in silence, and coming back from them neither', async () => {
  const news = await start(foreignArticles(3));
  news.spool.renumber(newsgroup, 2 ** 33);
  expect(await fetch([news])).toEqual([{ server: 'news1', added: 3 }]);
  expect(store.marks.get('news1', newsgroup)?.high).toBe(2 ** 33 + 2);
  news.spool.renumber(newsgroup, 7);
  news.spool.take(makeArticle({ messageId: '<new@elsewhere.test>' }));
  expect(await fetch([news])).toEqual([{ server: 'news1', added: 1 }]);
});

test.each([
  '211 0 0 0 alt.anonymous.messages',
  '211 0 4 3 alt.anonymous.messages',
  '211 0 900 1 alt.anonymous.messages',
])('a group that is empty for a while ("%s") costs nothing of what comes after', async (reply) => {
  const news = await start(foreignArticles(3));
  await fetch([news]);
  news.faults.inject({ verb: 'GROUP', act: { reply } });
  expect(await fetch([news])).toEqual([{ server: 'news1', added: 0 }]);
  news.spool.take(makeArticle({ messageId: '<new@elsewhere.test>' }));
  expect(await fetch([news])).toEqual([{ server: 'news1', added: 1 }]);
  expect(spooled()).toHaveLength(4);
});

describe('a server that always names more numbers than it has come to', () => {
  test.each([
    ['with an overview', []],
    ['without', ['OVER', 'XOVER', 'HDR', 'XHDR']],
  ])('%s: what it then fills them with comes all the same', async (_which, refused) => {
    const news = await start(foreignArticles(3));
    for (const verb of refused) news.faults.inject({ verb, act: { reply: '500 What?' }, times: Infinity });
    for (const added of [3, 1, 1]) {
      const ahead = (news.spool.group(newsgroup)?.high ?? 0) + 2 * limits.lookBackNumbers;
      news.faults.inject({ verb: 'GROUP', act: { reply: `211 ${ahead} 1 ${ahead} ${newsgroup}` } });
      expect(await fetch([news])).toEqual([{ server: 'news1', added }]);
      news.spool.take(makeArticle({ messageId: `<new.${ahead}@elsewhere.test>` }));
    }
  });
});

test('a clock that goes back between rounds keeps no article from coming', async () => {
  const news = await start(foreignArticles(2));
  await fetch([news]);
  news.spool.take(makeArticle({ messageId: '<new@elsewhere.test>' }));
  const back = new TestClock('2020-01-01T00:00:00Z');
  const parts = { store, clock: back, newsgroup, log: silentLog, signal: new AbortController().signal };
  await readServers({ ...parts, servers: [serverOf(news, 'news1')] });
  expect(spooled()).toHaveLength(3);
});

describe('a server that fails halfway', () => {
  test.each(['close', 'cut', 'nonsense'] as const)('%s: what came stays, the rest comes next time', async (act) => {
    const news = await start(foreignArticles(40));
    news.faults.inject({ verb: 'ARTICLE', act, after: 7 });
    const [report] = await fetch([news]);
    expect(report).toMatchObject({ server: 'news1', added: 7 });
    expect(report?.problem).toMatch(/news server/);
    expect(spooled()).toEqual(ids(7));
    expect(store.marks.get('news1', newsgroup)?.high).toBe(7);
    expect(await fetch([news])).toEqual([{ server: 'news1', added: 33 }]);
    expect(spooled()).toEqual(ids(40));
  });

  test.each(['GREETING', 'GROUP', 'OVER', 'ARTICLE'])(
    'hanging at %s: given up, and the next server asked',
    async (verb) => {
      const [first, second] = [await start(foreignArticles(3)), await start(foreignArticles(3))];
      const next = jest.spyOn(first.faults, 'next');
      first.faults.inject({ verb, act: 'hang' });
      let reports: ServerReport[] | undefined;
      const round = fetch([first, second]).then((done) => (reports = done));
      while (!next.mock.results.some(({ value }) => value === 'hang')) await turn();
      while (!reports && clock.sleeping > 0 && store.marks.get('news2', newsgroup) === undefined) {
        await clock.advance(1000);
        await turn();
      }
      await round;
      expect(reports?.[0]?.problem).toMatch(/stopped answering/);
      expect(reports?.[1]).toEqual({ server: 'news2', added: 3 });
      expect(spooled()).toEqual(ids(3));
    },
  );

  test('one that cannot be reached at all does not keep the next from being asked', async () => {
    const gone = await start([]);
    await gone.stop();
    const news = await start(foreignArticles(2));
    const reports = await fetch([gone, news]);
    expect(reports.map(({ added }) => added)).toEqual([0, 2]);
    expect(reports[0]?.problem).toMatch(/Cannot connect/);
  });
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('two servers', () => {
  test('what the first has brought is not fetched from the second, and what it lacks is', async () => {
    const all = foreignArticles(6);
    const [first, second] = [await start(all.slice(0, 4)), await start(all.slice(2))];
    const asked = countArticles(second);
    const reports = await fetch([first, second]);
    expect(reports.map(({ added }) => added)).toEqual([4, 2]);
    expect(asked()).toBe(2);
    expect(spooled()).toEqual(ids(6));
    expect(store.marks.get('news2', newsgroup)?.high).toBe(4);
  });
});

test('when the store cannot take the articles, no mark moves', async () => {
  const news = await start(foreignArticles(3));
  const add = jest.spyOn(store.spool, 'add').mockImplementation(() => {
    throw new Error('disk full');
  });
  await expect(fetch([news])).rejects.toThrow('disk full');
  expect(store.marks.get('news1', newsgroup)).toBeUndefined();
  add.mockRestore();
  await fetch([news]);
  expect(spooled()).toEqual(ids(3));
});

test('a large group is read in stretches, and after each it is told how far it is', async () => {
  const news = await start(foreignArticles(limits.rangeNumbers + 10));
  const seen: Progress[] = [];
  await fetch([news], { onRead: (progress) => seen.push(progress) });
  const all = limits.rangeNumbers + 10;
  expect(seen).toEqual([
    { server: 'news1', added: limits.rangeNumbers, done: limits.rangeNumbers, left: 10 },
    { server: 'news1', added: 10, done: all, left: 0 },
  ]);
  expect(store.marks.get('news1', newsgroup)).toMatchObject({
    high: all,
    last: all,
    roundFrom: 1,
    roundAt: clock.now(),
  });
});

test('being told to stop ends the round at once and is no failure of the next server', async () => {
  const news = await start(foreignArticles(3));
  const stop = new AbortController();
  stop.abort();
  expect(await fetch([news], { signal: stop.signal })).toEqual([]);
});
