import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Socket } from 'node:net';
import { silentLog } from '../../../src/base/log';
import { openStumbles, readServers } from '../../../src/incoming/newsgroup';
import type { NewsServer, ServerReport } from '../../../src/incoming/newsgroup';
import { limits } from '../../../src/incoming/newsgroup/limits';
import { openMemoryStore } from '../../../src/store';
import type { Store } from '../../../src/store';
import { TestClock } from '../../support/clock';
import { type Answer, articleOf, openOwnNews, overviewOf, type OwnNews } from '../../support/ownNews';
import { untilSo } from '../../support/untilSo';

// Servers that give something else than the articles, or give them so that nobody has them.

const newsgroup = 'alt.anonymous.messages';
const running: OwnNews[] = [];
let clock: TestClock;
let store: Store;
let stumbles: ReturnType<typeof openStumbles>;

beforeEach(() => {
  clock = new TestClock();
  store = openMemoryStore();
  stumbles = openStumbles();
});
afterEach(() => {
  for (const news of running.splice(0)) news.stop();
  store.close();
});

async function open(name: string, articles: number, answer: Answer = () => undefined): Promise<OwnNews> {
  const news = await openOwnNews(name, articles, answer);
  running.push(news);
  return news;
}

function readAll(...servers: readonly NewsServer[]): Promise<ServerReport[]> {
  const signal = new AbortController().signal;
  return readServers({ store, clock, newsgroup, log: silentLog, servers, signal, stumbles });
}

const fetch = (...news: readonly OwnNews[]) => readAll(...news.map(({ server }) => server));

const spooled = () => store.spool.fresh(10_000).map(({ messageId }) => messageId);
const ids = (name: string, ...numbers: readonly number[]) => numbers.map((n) => `<${n}@${name}.test>`);

const minute = 60_000;

describe('a server that drips', () => {
  test('is left when its time is over, in the middle of an article: the others wait no longer, and what came stays', async () => {
    const articles = 20;
    const owed: { text: string; socket: Socket }[] = [];
    const slow = await open('slow', articles, (command, socket) => {
      const n = Number(/^ARTICLE (\d+)/.exec(command)?.[1] ?? 0);
      if (n === 0) return undefined;
      owed.push({ text: articleOf('slow', n), socket });
      return '';
    });
    const other = await open('other', 1);
    const began = clock.now();
    const round = fetch(slow, other);
    await untilSo(() => owed.length === articles);
    // three bytes a minute, and the rest when 14 minutes are over: never silent, and each article comes in its time
    for (let step = 1; clock.now() - began <= limits.roundMs; step++) {
      const [first] = owed;
      if (!first) break;
      const piece = first.text.slice(0, step % (14 * 3) === 0 ? undefined : 1);
      first.text = first.text.slice(piece.length);
      if (first.text === '') owed.shift();
      await arrive(first.socket, piece);
      await clock.advance(minute / 3);
    }
    const reports = await round;
    expect(reports[0]).toMatchObject({ server: 'slow', added: 8 });
    expect(reports[1]).toEqual({ server: 'other', added: 1 });
    expect(spooled()).toEqual([...ids('slow', 1, 2, 3, 4, 5, 6, 7, 8), ...ids('other', 1)]);
    expect(reports[0]?.problem).toMatch(/next round goes on/);
  });
});

describe('an article at which a server always ends the connection', () => {
  const bad = (over: Answer = () => undefined) =>
    open('bad', 5, (command, socket) => {
      if (command !== 'ARTICLE 2') return over(command, socket);
      socket.destroy();
      return '';
    });
  const asked = ({ heard }: OwnNews) => heard.filter((command) => command === 'ARTICLE 2').length;

  test('does not keep what is behind it from coming, and in the end is not asked for any more', async () => {
    const news = await bad();
    const added: (number | undefined)[] = [];
    for (let round = 1; round <= 8; round++) {
      added.push((await fetch(news))[0]?.added);
      if (round > 3) news.articles++;
    }
    expect(added).toEqual([1, 0, 3, 0, 1, 1, 1, 1]);
    expect(spooled()).toEqual(ids('bad', 1, 3, 4, 5, 6, 7, 8, 9));
    expect(store.marks.get('bad', newsgroup)?.high).toBe(9);
    const before = asked(news);
    expect(await fetch(news)).toEqual([{ server: 'bad', added: 1 }]);
    expect(asked(news)).toBe(before);
  });

  test('still comes from another server', async () => {
    const news = await bad();
    for (let round = 0; round < 8; round++) {
      await fetch(news);
      news.articles++;
    }
    const other = await open('bad', 2);
    expect(await readAll({ ...other.server, name: 'other' })).toEqual([{ server: 'other', added: 1 }]);
    expect(spooled()).toContain('<2@bad.test>');
  });

  test('comes when the server has mended it, also after having been put off, and the mark waits for it', async () => {
    let says: string | undefined = '';
    const news = await open('bad', 5, (command, socket) => {
      if (command !== 'ARTICLE 2') return undefined;
      if (says === '') socket.destroy();
      return says;
    });
    for (let round = 0; round < 3; round++) await fetch(news);
    says = '403 The disk is full\r\n';
    await fetch(news);
    expect(store.marks.get('bad', newsgroup)?.high).toBeLessThan(2);
    says = undefined;
    expect(await fetch(news)).toEqual([{ server: 'bad', added: 1 }]);
    expect(spooled()).toEqual(ids('bad', 1, 3, 4, 5, 2));
    expect(store.marks.get('bad', newsgroup)?.high).toBe(5);
  });
});

test.each([1, 5])('a server that is down at every article, of %d, loses none of them by it', async (articles) => {
  let isDown = true;
  const news = await open('down', articles, (command, socket) => {
    if (!isDown || !command.startsWith('ARTICLE')) return undefined;
    socket.end('400 Out of order\r\n');
    return '';
  });
  for (let round = 0; round < 12; round++) expect(await fetch(news)).toMatchObject([{ added: 0 }]);
  isDown = false;
  expect(await fetch(news)).toEqual([{ server: 'down', added: articles }]);
  expect(store.marks.get('down', newsgroup)?.high).toBe(articles);
});

test('a line of the overview that is too long costs no article: they are asked for by their numbers', async () => {
  const news = await open('long', 4, (command) =>
    command.startsWith('OVER')
      ? `224 here\r\n${overviewOf('long', 1)}2\t${'x'.repeat(70_000)}\r\n${overviewOf('long', 3)}.\r\n`
      : undefined,
  );
  expect(await fetch(news)).toEqual([{ server: 'long', added: 4 }]);
});

/** Sends it, and waits until the client has it: it looks at the clock then, to see that the server is alive. */
async function arrive(socket: Socket, text: string): Promise<void> {
  const looks = jest.spyOn(clock, 'now');
  socket.write(text);
  await untilSo(() => looks.mock.calls.length > 0 || socket.destroyed);
  looks.mockRestore();
}
