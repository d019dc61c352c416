import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeArticle } from '../support/article';
import { articlesForAlice, confirmAlice, fetchOnce, readFetched, readsFrom, shuffled } from '../support/catchUp';
import { type Circle, openCircle } from '../support/circle';
import type { Home } from '../support/program';
import { seededRandom } from '../support/random';
import { asOffered, fill, messageIdOf, startInn, type Inn } from './inn';

// A catch-up of 20,000 articles with two real news servers, of which one has only every other.

const count = 20_000;
const hers = 40;
/** Large, so that a server can be killed in the middle of it: the first is on both servers, the second where all are. */
const largeAt = [6000, 15_001] as const;
const largeBytes = 12 * 1024 * 1024;

const random = seededRandom('inn catch-up');
const subjects = Array.from({ length: hers }, (_, i) => `letter ${i + 1} of ${hers}`);
const ended: (() => unknown)[] = [];
let articles: readonly Buffer[];
let circle: Circle;
let whole: Inn;
let half: Inn;

beforeAll(async () => {
  circle = await openCircle();
  await confirmAlice(circle);
  articles = withLarge(shuffled([...(await articlesForAlice(circle, subjects)), ...strangersArticles()], random));
  [whole, half] = [await startOwn(), await startOwn()];
  await fill(whole, articles);
  await fill(
    half,
    articles.filter((_, i) => i % 2 === 0),
  );
});
afterAll(async () => {
  for (const end of ended.reverse()) await end();
  await circle.remove();
});

test('20,000 articles, half of them on both servers: each is fetched once, as it was posted, and all mail is there', async () => {
  const home = openHome(half, whole);
  expect(await fetchOnce(home)).toEqual({
    servers: [expect.objectContaining({ added: count / 2 }), expect.objectContaining({ added: count / 2 })],
    delivered: hers,
  });
  expect(await fetchOnce(home)).toMatchObject({ servers: [{ added: 0 }, { added: 0 }], delivered: 0 });
  expectAllOf(home);
});

test('both servers are killed in the middle of an article: what came stays, what one failed to give comes from the other, the rest later', async () => {
  const [brokenHalf, brokenWhole] = [await killedIn(half, largeAt[0]), await killedIn(whole, largeAt[1])];
  const home = openHome(brokenHalf, brokenWhole);
  const first = await fetchOnce(home);
  expect(first.servers).toMatchObject([{ problem: expect.any(String) }, { problem: expect.any(String) }]);
  const [fromHalf = 0, fromWhole = 0] = first.servers.map(({ added }) => added);
  // what was on its way behind the large one, too, is lost with the connection
  expect([fromHalf, fromHalf + fromWhole]).toEqual([largeAt[0] / 2, largeAt[1]]);
  expect(fetchedOf(home).size).toBe(largeAt[1]);
  const second = await fetchOnce(home);
  expect(second.servers).toEqual([expect.not.objectContaining({ problem: expect.anything() }), expect.anything()]);
  expect(first.delivered + second.delivered).toBe(hers);
  expectAllOf(home);
});

async function startOwn(): Promise<Inn> {
  const folder = mkdtempSync(join(tmpdir(), 'nymbridge-inn-'));
  const inn = await startInn(folder);
  ended.push(async () => {
    await inn.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return inn;
}

const date = new Date().toUTCString().replace('GMT', '+0000');

function strangersArticles(): Buffer[] {
  return Array.from({ length: count - hers - largeAt.length }, (_, i) =>
    makeArticle({ messageId: `<stranger.${i}@elsewhere.test>`, subject: random.bytes(24).toString('hex'), date }),
  );
}

function withLarge(small: readonly Buffer[]): Buffer[] {
  const body = `${'a'.repeat(62)}\r\n`.repeat(largeBytes / 64);
  const all = [...small];
  for (const at of largeAt) all.splice(at, 0, makeArticle({ messageId: `<large.${at}@elsewhere.test>`, date, body }));
  return all;
}

/** Alice's bridge as it was before anything of this was read, with these servers in this order. */
function openHome(...servers: readonly [Place, Place]): Home {
  const home = circle.home.copy();
  ended.push(() => {
    home.remove();
  });
  home.configure(readsFrom(circle, ...servers));
  return home;
}

type Place = Pick<Inn, 'host' | 'port'>;

/** A way to the server on which the process that serves the reader is killed, once, when this article begins to arrive. */
async function killedIn(inn: Inn, at: number): Promise<Place> {
  const beginning = new RegExp(`^220 \\d+ <large\\.${at}@`, 'm');
  let killed = false;
  const pass = async (socket: Socket) => {
    const upstream = connect(inn.port, inn.host);
    socket.on('error', () => upstream.destroy()).pipe(upstream);
    try {
      for await (const chunk of upstream as AsyncIterable<Buffer>) {
        if (!killed && beginning.test(chunk.toString('latin1'))) {
          killed = true;
          await inn.killReaders();
        }
        if (!socket.write(chunk)) await once(socket, 'drain');
      }
    } finally {
      socket.destroySoon();
    }
  };
  const server = createServer((socket) => void pass(socket).catch(() => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ended.push(() => server.close());
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

/** Every article of the group that a home has in its spool, as it was posted, by Message-ID. */
function fetchedOf(home: Home): Map<string, string> {
  const own = new Set(articles.map(messageIdOf));
  const bridge = home.open();
  try {
    const { spool } = bridge.store;
    const rows = spool.lookedAt(0, 2 * count).filter(({ messageId }) => own.has(messageId));
    return new Map(rows.map(({ id, messageId }) => [messageId, asOffered(spool.source(id) ?? Buffer.alloc(0))]));
  } finally {
    bridge.close();
  }
}

function expectAllOf(home: Home): void {
  const fetched = fetchedOf(home);
  const differing = articles.filter((source) => fetched.get(messageIdOf(source)) !== source.toString('latin1'));
  expect([fetched.size, differing.map(messageIdOf)]).toEqual([count, []]);
  const { mails, open } = readFetched(home);
  const arrived = mails.flatMap(({ text }) => /^Subject: (letter .*)\r$/m.exec(text)?.[1] ?? []);
  expect(open).toBe(0);
  expect(arrived.sort()).toEqual([...subjects].sort());
}
