import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Incoming } from '../../src/incoming';
import type { News } from '../../src/sandbox/news';
import { TestClock } from '../support/clock';
import { articleFor, sealedByServer } from '../support/forAlice';
import { mailsOf, newsWith, openStreetIn } from '../support/incoming';
import { aliceActive } from '../support/nyms';
import type { AlicesBridge } from '../support/nyms';
import { seededRandom } from '../support/random';
import { untilSo } from '../support/untilSo';

// When a news server is visited, and what is done with what came, beside that.

const hour = 3_600_000;
const random = seededRandom('rounds');
let news: News;
const opened: { street: Incoming; world: AlicesBridge }[] = [];

beforeEach(async () => {
  news = await newsWith(new TestClock(), []);
});
afterEach(async () => {
  for (const { street, world } of opened.splice(0)) {
    await street.stop();
    world.store.close();
  }
  await news.stop();
});

/** Notes when it dials, and how long it means to wait. */
class WatchedClock extends TestClock {
  readonly pauses: number[] = [];
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms >= hour / 2 && ms <= 1.5 * hour) this.pauses.push(ms);
    return super.sleep(ms, signal);
  }
}

/** A bridge that cannot work anything off before `open`. */
async function openBridge() {
  const world = await aliceActive();
  const clock = new WatchedClock();
  const visits: number[] = [];
  let open: () => void = () => undefined;
  const opening = new Promise<void>((resolve) => (open = resolve));
  const all = async () => {
    await opening;
    return world.nyms.all();
  };
  const route = () => {
    visits.push(clock.now());
    return { via: 'direct' } as const;
  };
  const servers = [{ name: 'news1', host: news.host, port: news.port, security: 'none', route } as const];
  const street = openStreetIn({ ...world, clock, nyms: { ...world.nyms, all } }, [], { servers, intervalMs: hour });
  opened.push({ street, world });
  /** Lets so many visits be made, each at its time. */
  const pass = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const visited = visits.length;
      await untilSo(() => clock.pauses.length === visited);
      await clock.advance(clock.pauses.at(-1) ?? 0);
      await untilSo(() => visits.length > visited);
    }
    await untilSo(() => clock.pauses.length === visits.length);
  };
  return { ...world, street, visits, pass, open, mails: () => mailsOf(world.store, world.alice.id) };
}

type Opened = Awaited<ReturnType<typeof openBridge>>;

async function post({ alice }: Opened): Promise<void> {
  const body = await sealedByServer('From: bob@example.org\nSubject: hello\n\nHello\n');
  news.spool.take(articleFor(alice, random, { messageId: '<hello@nym.test>', body }));
}

/** A bridge that has read a mail, and cannot work it off before `open`. */
async function openBusyBridge(): Promise<Opened> {
  const bridge = await openBridge();
  await post(bridge);
  bridge.street.start();
  await untilSo(() => bridge.visits.length === 1);
  await bridge.pass(1);
  return bridge;
}

describe('the next visit', () => {
  test('comes when the dice say, however long it takes to work off what came: whose it is would show', async () => {
    const [busy, idle] = [await openBridge(), await openBridge()];
    await post(busy);
    idle.open();
    for (const { street, visits, pass } of [busy, idle]) {
      street.start();
      await untilSo(() => visits.length === 1);
      await pass(4);
    }
    expect(busy.mails()).toEqual([]);
    expect(busy.visits).toEqual(idle.visits);
    expect(busy.visits).toHaveLength(5);
    busy.open();
    await untilSo(() => busy.mails().length > 0);
    await busy.pass(2);
    expect(busy.mails()).toHaveLength(1);
  });

  test('does not wait for what follows from the mail of the last, either', async () => {
    const { street, visits, pass, open } = await openBridge();
    open();
    let end: () => void = () => undefined;
    const after = new Promise<void>((resolve) => (end = resolve));
    street.start(() => after);
    await untilSo(() => visits.length === 1);
    await pass(2);
    expect(visits).toHaveLength(3);
    end();
  });
});

test('whoever stops waits for what is being worked off', async () => {
  const bridge = await openBusyBridge();
  let hasStopped = false;
  const stopped = bridge.street.stop().then(() => (hasStopped = true));
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(hasStopped).toBe(false);
  bridge.open();
  await stopped;
});

test('who fetches once has everything when that ends, also what a round before had left', async () => {
  const bridge = await openBusyBridge();
  const once = bridge.street.fetchOnce();
  bridge.open();
  expect(await once).toEqual({ servers: [{ server: 'news1', added: 0 }], delivered: 1 });
  expect(bridge.mails()).toHaveLength(1);
});
