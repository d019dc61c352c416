import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { makeHsub } from '../../src/protocol/nymserv';
import { sealSymmetric } from '../../src/protocol/openpgp';
import type { News } from '../../src/sandbox/news';
import { foreignArticles, makeArticle } from '../support/article';
import { TestClock } from '../support/clock';
import { sealedByServer } from '../support/forAlice';
import { mailsOf, newsWith, openStreetIn } from '../support/incoming';
import { aliceActive } from '../support/nyms';
import type { AlicesBridge } from '../support/nyms';
import { seededRandom } from '../support/random';

// The newsgroup was read before the nym, its subject or its passphrase was known here.

const day = 24 * 3_600_000;
const random = seededRandom('search again');
let clock: TestClock;
let world: AlicesBridge;
let news: News;

beforeEach(async () => {
  clock = new TestClock();
  world = await aliceActive();
});
afterEach(async () => {
  await news.stop();
  world.store.close();
});

const sealed = (text: string) => sealedByServer(`From: bob@example.org\nSubject: ${text}\n\nHello\n`);

const under = (passphrase: string, body: Buffer, messageId = '<late@nym.test>') =>
  makeArticle({ messageId, subject: makeHsub(passphrase, random), body });

async function readOnce(articles: readonly Buffer[]) {
  news = await newsWith(clock, [...foreignArticles(250), ...articles, ...foreignArticles(5, 'more')]);
  return street().fetchOnce();
}

const street = (keep = { ageMs: 60 * day, bytes: 1024 ** 3 }) => openStreetIn({ ...world, clock }, [news], { keep });
const elsewhere = () => openStreetIn({ ...world, clock }, []);
const subjects = () =>
  mailsOf(world.store, world.alice.id).map(({ text }) => /^Subject: (.*?)\r$/m.exec(text)?.[1] ?? text);
const ask = (passphrase: string) => {
  const value = JSON.stringify({ scheme: 'hsub', passphrase });
  world.store.nyms.selectors.put(world.alice.id, value, 'asked', clock.now());
};

/** What a process knows that reads the nyms when articles wait, and is slow: `then` happens in another, meanwhile. */
function allAndThen(then: () => Promise<void>): AlicesBridge['nyms']['all'] {
  let isOver = false;
  return async () => {
    const all = await world.nyms.all();
    if (!isOver && world.store.spool.fresh(1).length > 0) {
      isOver = true;
      await then();
    }
    return all;
  };
}

/** A whole round of another process, which has learned something. */
async function otherSearches(learns: () => void): Promise<void> {
  learns();
  const { spool } = world.store;
  const nothing = jest.spyOn(spool, 'fresh').mockReturnValueOnce([]).mockReturnValueOnce([]);
  await elsewhere().fetchOnce();
  nothing.mockRestore();
}

describe('what is in the spool already', () => {
  test('is found by a new hSub, without asking a server', async () => {
    expect((await readOnce([under('bamboo', await sealed('early'))])).delivered).toBe(0);
    ask('bamboo');
    expect((await elsewhere().fetchOnce()).delivered).toBe(1);
    expect(subjects()).toEqual(['early']);
    expect((await elsewhere().fetchOnce()).delivered).toBe(0);
  });

  test('opens by a new passphrase, after a notice said that it did not', async () => {
    ask('bamboo');
    const body = await sealSymmetric({
      payload: await sealed('wrapped'),
      passphrase: 'leaf',
      now: new Date(clock.now()),
    });
    expect((await readOnce([under('bamboo', body)])).delivered).toBe(1);
    expect(subjects()).not.toContain('wrapped');
    expect((await elsewhere().fetchOnce()).delivered).toBe(0);
    world.store.nyms.passphrases.put(world.alice.id, 'leaf', 'asked', clock.now());
    expect((await elsewhere().fetchOnce()).delivered).toBe(1);
    expect(subjects()).toEqual([expect.any(String), 'wrapped']);
  });

  test('does not come twice, however often it is looked through', async () => {
    ask('bamboo');
    await readOnce([under('bamboo', await sealed('once'))]);
    for (let round = 0; round < 3; round++) {
      world.store.spool.forgetSearched();
      expect((await street().fetchOnce()).delivered).toBe(0);
    }
    expect(subjects()).toEqual(['once']);
  });

  test('stays deleted when the user has deleted it', async () => {
    ask('bamboo');
    await readOnce([under('bamboo', await sealed('unwanted'))]);
    const inbox = world.store.mail.mailboxes.byName(world.alice.id, 'INBOX');
    if (inbox) world.store.mail.mailboxes.remove(inbox.id);
    world.store.spool.forgetSearched();
    expect((await elsewhere().fetchOnce()).delivered).toBe(0);
  });

  test('is searched anew when the process was killed in the middle', async () => {
    await readOnce([under('bamboo', await sealed('early'))]);
    ask('bamboo');
    const killed = jest.spyOn(world.store.spool, 'noteSearched').mockImplementation(() => {
      throw new Error('killed');
    });
    await expect(elsewhere().fetchOnce()).rejects.toThrow('killed');
    killed.mockRestore();
    expect((await elsewhere().fetchOnce()).delivered).toBe(1);
    expect(subjects()).toEqual(['early']);
  });

  test('is not dismissed by a process that does not know yet what another has searched it for', async () => {
    const early = under('bamboo', await sealed('early'));
    news = await newsWith(clock, [early]);
    const learns = () => {
      ask('bamboo');
    };
    const all = allAndThen(() => otherSearches(learns));
    const slow = openStreetIn({ ...world, clock, nyms: { ...world.nyms, all } }, [news]);
    expect((await slow.fetchOnce()).delivered).toBe(1);
    expect(subjects()).toEqual(['early']);
  });

  test('is not called unreadable by a process that does not know yet what another has searched it for', async () => {
    ask('bamboo');
    const now = new Date(clock.now());
    const body = await sealSymmetric({ payload: await sealed('wrapped'), passphrase: 'leaf', now });
    news = await newsWith(clock, [under('bamboo', body)]);
    const learns = () => {
      world.store.nyms.passphrases.put(world.alice.id, 'leaf', 'asked', clock.now());
    };
    const all = allAndThen(() => otherSearches(learns));
    const slow = openStreetIn({ ...world, clock, nyms: { ...world.nyms, all } }, [news]);
    expect((await slow.fetchOnce()).delivered).toBe(1);
    expect(subjects()).toEqual(['wrapped']);
  });

  test('is searched anew when another process has dismissed articles meanwhile', async () => {
    await readOnce([under('bamboo', await sealed('early'))]);
    const { spool } = world.store;
    const [first] = spool.lookedAt(0, 1000).filter(({ messageId }) => messageId === '<late@nym.test>');
    if (!first) throw new Error('the article is not there');
    spool.forgetSearched();
    ask('bamboo');
    // it is fresh while the other looks at it, and we pass it
    const pages = jest.spyOn(spool, 'lookedAt').mockImplementationOnce(() => {
      pages.mockRestore();
      const all = spool.lookedAt(0, 1000).filter(({ id }) => id !== first.id);
      spool.finish([first.id], 'done');
      return all;
    });
    await elsewhere().fetchOnce();
    expect(subjects()).toEqual([]);
    expect((await elsewhere().fetchOnce()).delivered).toBe(1);
  });

  test('goes when it is too old or too much, and then is found no more', async () => {
    const early = [under('bamboo', await sealed('early'))];
    await readOnce(early);
    expect(world.store.spool.size().articles).toBe(256);
    await clock.advance(61 * day);
    await street().fetchOnce();
    expect(world.store.spool.size()).toEqual({ articles: 0, bytes: 0 });
    ask('bamboo');
    expect((await street().fetchOnce()).delivered).toBe(0);
  });

  test('is as much as is to be kept, the newest', async () => {
    await readOnce([]);
    const { articles, bytes } = world.store.spool.size();
    await street({ ageMs: 60 * day, bytes: bytes / 2 }).fetchOnce();
    const left = world.store.spool.size();
    expect(left.bytes).toBeLessThanOrEqual(bytes / 2);
    expect(left.articles).toBeGreaterThan(articles / 2 - 3);
    expect(world.store.spool.lookedAt(0, 1)[0]?.id).toBeGreaterThan(articles / 2 - 3);
  });
});
