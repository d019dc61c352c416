import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sealSymmetric } from '../../src/protocol/openpgp';
import { createServerState, createState, encrypt, readState, writeState } from '../../src/protocol/ephemeral';
import type { News } from '../../src/sandbox/news';
import { StoreError } from '../../src/store';
import type { Store } from '../../src/store';
import { TestClock } from '../support/clock';
import { articleFor, sealedByServer } from '../support/forAlice';
import { mailsOf, newsWith, openStreetIn } from '../support/incoming';
import { agreeOnLayer } from '../support/layers';
import { aliceActive } from '../support/nyms';
import type { AlicesBridge } from '../support/nyms';
import { seededRandom } from '../support/random';
import { Side } from '../protocol/ephemeral/sides';

// Alice's nym is on a server that puts an ephemeral layer around everything: each article opens once.

const day = 24 * 60 * 60 * 1000;
const random = seededRandom('layered');
const running: News[] = [];
let clock: TestClock;
let world: AlicesBridge;
let server: Side;

beforeEach(async () => {
  clock = new TestClock();
  world = await aliceActive();
  server = agree('a layer', 'in-force');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((news) => news.stop()));
  world.store.close();
});

const agree = (secret: string, standing: 'asked' | 'in-force') =>
  agreeOnLayer(world, { clock, random }, secret, standing);

const mail = (n: number) =>
  `Received: from client.example\nFrom: Bob <bob@example.org>\nTo: panda@nym.test\nSubject: mail ${n}\n\nHello ${n}\n`;

const sealed = (text: string) => sealedByServer(text, { now: new Date(clock.now()) });

let count = 0;
const articleOf = (body: Uint8Array) =>
  articleFor(world.alice, random, { messageId: `<ours.${count++}@nym.test>`, body });

/** Articles with the mails of these numbers, as the server makes them one after the other. */
async function written(...numbers: number[]): Promise<Buffer[]> {
  const articles: Buffer[] = [];
  for (const n of numbers) articles.push(articleOf(await server.write((await sealed(mail(n))).toString('latin1'))));
  return articles;
}

async function round(articles: readonly Buffer[], store: Store = world.store): Promise<void> {
  const news = await newsWith(clock, articles);
  running.push(news);
  await openStreetIn({ ...world, store, clock }, [{ ...news, host: news.host }]).fetchOnce();
}

/** The subjects of what lies in Alice's INBOX, in order. */
const inbox = () =>
  mailsOf(world.store, world.alice.id)
    .filter(({ mailbox }) => mailbox === 'INBOX')
    .map(({ text }) => /^Subject: (.*?)\r?$/m.exec(text)?.[1]);

const unreadable = 'Unreadable message for panda@nym.test';

describe('mail in its layer', () => {
  test('is in INBOX after one round, to the byte, and once', async () => {
    const articles = await written(1, 2, 3);
    await round(articles);
    await round(articles);
    expect(inbox()).toEqual(['mail 1', 'mail 2', 'mail 3']);
    expect(mailsOf(world.store, world.alice.id)[0]?.text).toContain(mail(1).replaceAll('\n', '\r\n'));
  });

  test('opens in whatever order it comes, also what another server has days later', async () => {
    const [first, second, third, fourth] = await written(1, 2, 3, 4);
    await round([fourth, second].flatMap((one) => one ?? []));
    await clock.advance(2 * day - 1);
    await round([third, first].flatMap((one) => one ?? []));
    expect(inbox()).toEqual(['mail 4', 'mail 2', 'mail 3', 'mail 1']);
  });

  test('that comes after its key was thrown away is told of, with the reason', async () => {
    const [first, second] = await written(1, 2);
    await round([second].flatMap((one) => one ?? []));
    await clock.advance(2 * day + 1);
    await round([first].flatMap((one) => one ?? []));
    expect(inbox()).toEqual(['mail 2', unreadable]);
    expect(mailsOf(world.store, world.alice.id)[1]?.text).toContain('It came so late');
  });

  test('posted again under another Message-ID is neither delivered nor told of', async () => {
    const body = await server.write((await sealed(mail(1))).toString('latin1'));
    await round([articleOf(body), articleOf(body)]);
    expect(inbox()).toEqual(['mail 1']);
  });

  test('that was altered is told of, and what comes behind it opens', async () => {
    const [first, second] = await written(1, 2);
    const spoilt = Buffer.from(first ?? '');
    const at = spoilt.lastIndexOf('-----END') - 40;
    spoilt[at] = spoilt[at] === 0x41 ? 0x42 : 0x41;
    await round([spoilt, second ?? spoilt]);
    expect(inbox()).toEqual([unreadable, 'mail 2']);
  });

  test('is found without a subject too, by its layer alone', async () => {
    const { selectors } = world.store.nyms;
    for (const { value } of selectors.all(world.alice.id)) selectors.remove(world.alice.id, value);
    selectors.put(world.alice.id, JSON.stringify({ scheme: 'trial' }), 'current', clock.now());
    const foreign = new Side(createServerState('foreign', createState('foreign', random).ratchet), random);
    const others = articleOf(await foreign.write('not for Alice'));
    await round([others, ...(await written(1, 2))]);
    expect(inbox()).toEqual(['mail 1', 'mail 2']);
  });

  test('and mail from before the layer are told apart: both open', async () => {
    await round([articleOf(await sealed(mail(1))), ...(await written(2))]);
    expect(inbox()).toEqual(['mail 1', 'mail 2']);
  });
});

describe('the layer and the mail are kept together', () => {
  /** The store, with `fault` before the layer, which the server has used before, is moved on for the first time. */
  function disturbed(fault: () => void): Store {
    let pending: (() => void) | undefined = fault;
    const { layers } = world.store;
    const follow: typeof layers.follow = (step) => {
      const now = pending;
      pending = undefined;
      now?.();
      return layers.follow(step);
    };
    return { ...world.store, layers: { ...layers, follow } };
  }

  test('where the disk is full neither is there, and the next round has both', async () => {
    const articles = await written(1, 2);
    const full = disturbed(() => {
      throw new StoreError('full', 'The disk is full.');
    });
    await expect(round(articles, full)).rejects.toThrow('full');
    expect(inbox()).toEqual([]);
    await round(articles);
    expect(inbox()).toEqual(['mail 1', 'mail 2']);
  });

  test('where filing fails after the layer has moved, that is undone too', async () => {
    const articles = await written(1, 2);
    let isFirst = true;
    const { messages } = world.store.mail;
    const append: typeof messages.append = (...args) => {
      if (isFirst) {
        isFirst = false;
        throw new StoreError('full', 'The disk is full.');
      }
      return messages.append(...args);
    };
    const full = { ...world.store, mail: { ...world.store.mail, messages: { ...messages, append } } };
    await expect(round(articles, full)).rejects.toThrow('full');
    await round(articles);
    expect(inbox()).toEqual(['mail 1', 'mail 2']);
  });

  test('a letter put into the layer while an article was being opened costs neither', async () => {
    const articles = await written(1, 2);
    const letters: Buffer[] = [];
    const [layer] = world.store.layers.of(world.alice.id);
    if (!layer) throw new Error('Alice has no layer');
    const { state, message } = await encrypt(readState(layer.state), Buffer.from('a letter'), {
      random,
      now: clock.now(),
    });
    const busy = disturbed(() => {
      expect(world.store.layers.replace({ ...layer, state: writeState(state) })).toBe(true);
      letters.push(message);
    });
    await round(articles, busy);
    expect(inbox()).toEqual(['mail 1', 'mail 2']);
    expect(await server.read(letters[0] ?? Buffer.alloc(0))).toBe('a letter');
  });

  test('what does not open beneath the layer does when its passphrase is there, though the layer opens only once', async () => {
    const payload = await sealed(mail(1));
    const inner = await sealSymmetric({ payload, passphrase: 'still unknown', now: new Date(clock.now()) });
    await round([articleOf(await server.write(inner.toString('latin1'))), ...(await written(2))]);
    expect(inbox()).toEqual([unreadable, 'mail 2']);
    world.store.nyms.passphrases.put(world.alice.id, 'still unknown', 'current', clock.now());
    await round([]);
    expect(inbox()).toEqual([unreadable, 'mail 2', 'mail 1']);
  });
});

describe('another layer', () => {
  const standings = () => world.store.layers.of(world.alice.id).map(({ standing }) => standing);

  test('is in force when the server uses it; what is late in the one before still opens', async () => {
    const late = await written(1);
    server = agree('another layer', 'asked');
    expect(standings()).toEqual(['asked', 'in-force']);
    await round(await written(2));
    expect(standings()[0]).toBe('in-force');
    expect(standings().slice(1)).not.toContain('in-force');
    await round(late);
    expect(inbox()).toEqual(['mail 2', 'mail 1']);
    expect(standings()[0]).toBe('in-force');
    expect(standings().slice(1)).not.toContain('in-force');
  });

  test('is not put back to its beginning by whoever posts its first article again', async () => {
    server = agree('another layer', 'asked');
    const body = await server.write((await sealed(mail(1))).toString('latin1'));
    await round([articleOf(body), ...(await written(2))]);
    const layers = () => world.store.layers.of(world.alice.id);
    const before = layers();
    await round([articleOf(body), articleOf(body)]);
    expect(layers()).toEqual(before);
    expect(inbox()).toEqual(['mail 1', 'mail 2']);
    const used = layers().find(({ standing }) => standing === 'in-force');
    if (!used) throw new Error('no layer is in force');
    const letter = await encrypt(readState(used.state), Buffer.from('a letter'), { random, now: clock.now() });
    world.store.layers.replace({ ...used, state: writeState(letter.state) });
    expect(await server.read(letter.message)).toBe('a letter');
    await round(await written(3));
    expect(inbox()).toEqual(['mail 1', 'mail 2', 'mail 3']);
  });

  test('that the server does not use is not in force', async () => {
    const before = await written(1);
    agree('another layer', 'asked');
    await round(before);
    expect(standings()).toEqual(['asked', 'in-force']);
    expect(inbox()).toEqual(['mail 1']);
  });

  test('the one before is forgotten with the passphrases of its time', async () => {
    server = agree('another layer', 'asked');
    await round(await written(1));
    await clock.advance(31 * day);
    world.nyms.forgetOld(clock.now());
    expect(standings()).toEqual(['in-force']);
  });
});
