import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Socket } from 'node:net';
import { silentLog } from '../../../src/base/log';
import { readServers } from '../../../src/incoming/newsgroup';
import type { ServerReport } from '../../../src/incoming/newsgroup';
import { limits } from '../../../src/incoming/newsgroup/limits';
import { openMemoryStore } from '../../../src/store';
import type { Store } from '../../../src/store';
import { TestClock } from '../../support/clock';
import { type Answer, articleOf, openOwnNews, type OwnNews } from '../../support/ownNews';

// Servers that give something else than the articles, or give them so that nobody has them.

const newsgroup = 'alt.anonymous.messages';
const running: OwnNews[] = [];
let clock: TestClock;
let store: Store;

beforeEach(() => {
  clock = new TestClock();
  store = openMemoryStore();
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

function fetch(...news: readonly OwnNews[]): Promise<ServerReport[]> {
  const signal = new AbortController().signal;
  return readServers({ store, clock, newsgroup, log: silentLog, servers: news.map(({ server }) => server), signal });
}

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
    await until(() => owed.length === articles);
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

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** Sends it, and waits until the client has it: it looks at the clock then, to see that the server is alive. */
async function arrive(socket: Socket, text: string): Promise<void> {
  const looks = jest.spyOn(clock, 'now');
  socket.write(text);
  await until(() => looks.mock.calls.length > 0 || socket.destroyed);
  looks.mockRestore();
}
