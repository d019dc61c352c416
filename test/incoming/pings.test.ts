import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPingWords } from '../../src/incoming/delivery/ping';
import type { ArticleParts } from '../support/article';
import { TestClock } from '../support/clock';
import { articleFor, sealedByServer } from '../support/forAlice';
import { mailsOf, newsWith, openStreetIn } from '../support/incoming';
import { secretKey } from '../support/keys';
import { aliceActive } from '../support/nyms';
import type { AlicesBridge } from '../support/nyms';
import { sealedToAlice } from '../support/pgpMail';
import { seededRandom } from '../support/random';

// Messages to oneself that come back: what counts, and what is filed.

const word = 'c0ffee'.repeat(6).slice(0, 32);
const other = 'decade'.repeat(6).slice(0, 32);
const posted = Date.parse('2026-11-22T11:34:50Z');
const hour = 3600_000;
const clock = new TestClock();
const random = seededRandom('pings');
const stops: (() => Promise<void>)[] = [];
let world: AlicesBridge;

beforeEach(async () => {
  world = await aliceActive();
  const { store, alice } = world;
  const source = Buffer.from('packet');
  const queuedAt = posted - 2 * hour;
  const about = { letter: undefined, transport: 'yamn', to: 'mix@frog.test', source, notBefore: 0, queuedAt };
  const packet = store.packets.add(about);
  const remailer = { format: 'yamn', name: 'frog', address: 'mix@frog.test', keyId: '1'.repeat(32) } as const;
  store.pings.add({ ...remailer, nymId: alice.id, packet, token: word, queuedAt });
  store.pings.noteSent(packet, posted - hour);
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  world.store.close();
});

const mail = (body: string) =>
  `Received: from mail.frog.test\nFrom: Anonymous <mix@frog.test>\nTo: panda@nym.test\n\n${body}`;

let count = 0;
const article = async (payload: string, parts: ArticleParts = {}) =>
  articleFor(world.alice, random, {
    messageId: `<ping.${count++}@nym.test>`,
    body: await sealedByServer(payload),
    ...parts,
  });

/** Reads these articles; gives how many were delivered, and what is filed and counted afterwards. */
async function read(...articles: Buffer[]) {
  const news = await newsWith(clock, articles);
  stops.push(() => news.stop());
  const { delivered } = await openStreetIn({ ...world, clock }, [news]).fetchOnce();
  const [ping] = world.store.pings.since('yamn', 0);
  return { delivered, mails: mailsOf(world.store, world.alice.id), arrivedAt: ping?.arrivedAt };
}

test('a ping that is back counts at the time the server posted it, and is not in the mailbox', async () => {
  expect(await read(await article(mail(`${word}\n`)))).toEqual({ delivered: 0, mails: [], arrivedAt: posted });
});

test('the same ping again, as a copy or posted once more, changes nothing and is not filed either', async () => {
  const once = await article(mail(`${word}\n`));
  await read(once);
  const copy = Buffer.from(once.toString('latin1').replace(/<ping\.\d+@/, '<again@'), 'latin1');
  const doubled = await article(`X-Copy: 2\n${mail(`\n${word}\n`)}`, { date: 'Sun, 22 Nov 2026 11:50:00 -0000' });
  expect(await read(once, copy, doubled)).toEqual({ delivered: 0, mails: [], arrivedAt: posted });
});

test('a ping below which the exit has written something counts, and is filed for its owner to see', async () => {
  const { mails, arrivedAt } = await read(await article(mail(`${word}\n-- \nAbuse: see http://frog.test/\n`)));
  expect(arrivedAt).toBe(posted);
  expect(mails.map(({ text }) => text)).toEqual([expect.stringContaining('Abuse: see http://frog.test/')]);
});

describe('a mail is filed as any other, and nothing counts,', () => {
  test.each([
    ['where its word was never sent', mail(`${other}\n`)],
    ['where it quotes the word', mail(`You wrote:\n> ${word}\n`)],
    ['where the word stands in its header', `X-Word: ${word}\n${mail('Hello.\n')}`],
    ['where the word is part of another', mail(`${word}0\n`)],
  ])('%s', async (_where, payload) => {
    const { mails, arrivedAt, delivered } = await read(await article(payload));
    expect(arrivedAt).toBeUndefined();
    expect(delivered).toBe(1);
    expect(mails.map(({ mailbox }) => mailbox)).toEqual(['INBOX']);
  });

  test('where the nym server has not signed it', async () => {
    const forgeries = [
      await article('', { body: await sealedToAlice(mail(`${word}\n`)) }),
      await article('', { body: await sealedToAlice(mail(`${word}\n`), { signer: await secretKey('bob') }) }),
    ];
    const { mails, arrivedAt } = await read(...forgeries);
    expect(arrivedAt).toBeUndefined();
    expect(mails).toHaveLength(2);
  });
});

test('whatever a mail says, it is read without a fault, and a word is 32 hex digits alone on a line', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      for (const found of readPingWords(bytes).words) expect(found).toMatch(/^[0-9a-f]{32}$/);
    }),
  );
  expect(readPingWords(Buffer.from(mail(`\r\n ${word}\r\n\r\n`)))).toEqual({ words: [word], alone: true });
  expect(readPingWords(Buffer.from(mail(`${word}\n`.repeat(10_000))))).toEqual({ words: [], alone: false });
});
