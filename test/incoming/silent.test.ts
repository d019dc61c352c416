import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { IncomingParts } from '../../src/incoming';
import { openLog } from '../../src/base/log';
import type { News } from '../../src/sandbox/news';
import { foreignArticles } from '../support/article';
import { TestClock } from '../support/clock';
import { articleFor, sealedByServer } from '../support/forAlice';
import { mailsOf, newsWith, openStreetIn } from '../support/incoming';
import { aliceActive } from '../support/nyms';
import type { AlicesBridge } from '../support/nyms';
import { seededRandom } from '../support/random';
import { openTap } from '../support/tap';

// What a news server, or whoever watches the line to it, can tell of two bridges: nothing, whoever's the mail is.

const clock = new TestClock();
const random = seededRandom('silent');
const ended: (() => unknown)[] = [];
let news: News;

beforeEach(async () => {
  news = await newsWith(clock, []);
  ended.push(() => news.stop());
});
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

/** A bridge on a line of its own; `atDelivery` is what had gone over it whenever something of its nym's was filed. */
async function openBridge(world: AlicesBridge, over: Partial<IncomingParts> = {}) {
  const line = await openTap(news);
  ended.push(() => line.stop());
  const atDelivery: string[] = [];
  const { spool } = world.store;
  const deliver = spool.deliver.bind(spool);
  jest.spyOn(spool, 'deliver').mockImplementation((...words) => {
    atDelivery.push(line.heard());
    return deliver(...words);
  });
  const street = openStreetIn({ ...world, clock }, [{ ...news, port: line.port }], over);
  ended.push(() => {
    world.store.close();
  });
  return { ...line, fetch: street.fetchOnce, atDelivery, mails: () => mailsOf(world.store, world.alice.id), world };
}

/** Alice's bridge, and one whose nym is known by another subject. */
async function openBoth() {
  const [hers, other] = [await aliceActive(), await aliceActive()];
  for (const { value } of other.store.nyms.selectors.all(other.alice.id))
    other.store.nyms.selectors.remove(other.alice.id, value);
  other.store.nyms.selectors.put(other.alice.id, '{"scheme":"hsub","passphrase":"wombat"}', 'current', clock.now());
  return [await openBridge(hers), await openBridge(other)] as const;
}

async function post(world: AlicesBridge, name: string, foreign: number): Promise<void> {
  const body = await sealedByServer(`From: bob@example.org\nSubject: ${name}\n\nHello\n`);
  const ours = articleFor(world.alice, random, { messageId: `<${name}@nym.test>`, body });
  const others = foreignArticles(foreign, name);
  const middle = Math.floor(foreign / 2);
  for (const article of [...others.slice(0, middle), ours, ...others.slice(middle)]) news.spool.take(article);
}

test('a bridge with mail in the group and one without say the same to the server, byte for byte', async () => {
  const [hers, other] = await openBoth();
  for (const [round, foreign] of [900, 3, 0, 40].entries()) {
    if (foreign > 0) await post(hers.world, `round${round}`, foreign);
    for (const { fetch } of [hers, other]) await fetch();
    // her mail client deletes what came, too
    const inbox = hers.world.store.mail.mailboxes.byName(hers.world.alice.id, 'INBOX');
    if (inbox && round === 1) hers.world.store.mail.mailboxes.remove(inbox.id);
  }
  expect([hers.atDelivery.length, other.atDelivery.length]).toEqual([3, 0]);
  expect(hers.heard()).toBe(other.heard());
  expect(hers.heard().split('ARTICLE ')).toHaveLength(900 + 3 + 40 + 3 + 1);
});

test('nothing is opened while the server is read: how long that takes would say that there was something', async () => {
  const [hers] = await openBoth();
  await post(hers.world, 'early', 900);
  await hers.fetch();
  expect(hers.mails()).toHaveLength(1);
  for (const heard of hers.atDelivery) expect(heard).toMatch(/QUIT\r\n$/);
});

test('who asks for matching articles alone gets those alone, round after round, and is told in the log what that gives away', async () => {
  const lines: string[] = [];
  const log = openLog(
    (line) => lines.push(line),
    () => clock.now(),
  );
  const hers = await openBridge(await aliceActive(), { onlyMatching: true, log });
  await post(hers.world, 'first', 300);
  await hers.fetch();
  await post(hers.world, 'second', 300);
  await hers.fetch();
  await hers.fetch();
  expect(hers.mails()).toHaveLength(2);
  expect(hers.heard().split('ARTICLE ')).toHaveLength(2 + 1);
  expect(lines.filter((line) => line.includes('the news servers see which'))).toHaveLength(3);
});

test('a nym without a subject has everything fetched all the same', async () => {
  const world = await aliceActive();
  for (const { value } of world.store.nyms.selectors.all(world.alice.id))
    world.store.nyms.selectors.remove(world.alice.id, value);
  world.store.nyms.selectors.put(world.alice.id, '{"scheme":"trial"}', 'current', clock.now());
  const hers = await openBridge(world, { onlyMatching: true });
  await post(hers.world, 'first', 30);
  await hers.fetch();
  expect(hers.mails()).toHaveLength(1);
  expect(hers.heard().split('ARTICLE ')).toHaveLength(31 + 1);
});
