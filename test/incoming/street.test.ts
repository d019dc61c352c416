import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { utf8 } from '../../src/base/bytes';
import { openLog } from '../../src/base/log';
import type { IncomingParts } from '../../src/incoming';
import { readStructure } from '../../src/protocol/mime';
import { makeHsub } from '../../src/protocol/nymserv';
import { sealSymmetric } from '../../src/protocol/openpgp';
import type { News } from '../../src/sandbox/news';
import { StoreError } from '../../src/store';
import type { ArticleId } from '../../src/store';
import { foreignArticles, makeArticle } from '../support/article';
import type { ArticleParts } from '../support/article';
import { TestClock } from '../support/clock';
import { articleFor, sealedByServer as sealed, signedByServer } from '../support/forAlice';
import { mailsOf, newsWith, openStreetIn } from '../support/incoming';
import { publicKey, secretKey } from '../support/keys';
import { aliceActive, aliceDraft, again } from '../support/nyms';
import type { AlicesBridge } from '../support/nyms';
import { encrypted, literal, sessionFor } from '../support/packets';
import { armored, sealedToAlice } from '../support/pgpMail';
import { seededRandom } from '../support/random';
import { untilSo } from '../support/untilSo';

const clock = new TestClock();
const random = seededRandom('street');
const now = new Date(clock.now());
const running: News[] = [];
let world: AlicesBridge;

beforeEach(async () => {
  world = await aliceActive();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((news) => news.stop()));
  world.store.close();
});

const mail = (n: number) =>
  `Received: from client.example\nFrom: Bob <bob@example.org>\nTo: panda@nym.test\nSubject: mail ${n}\n\nHello ${n}\n`;

let count = 0;
const articleOf = (body: Uint8Array | string, over: ArticleParts = {}) =>
  articleFor(world.alice, random, { messageId: `<ours.${count++}@nym.test>`, body, ...over });

async function serve(articles: readonly Buffer[]): Promise<News> {
  const news = await newsWith(clock, articles);
  running.push(news);
  return news;
}

const street = (news: readonly News[], over: Partial<IncomingParts> = {}) =>
  openStreetIn({ ...world, clock }, news, over);

const mails = () => mailsOf(world.store, world.alice.id);
const mailboxes = () => mails().map(({ mailbox }) => mailbox);

/** Serves these articles, runs a round, and gives what lies in Alice's mailboxes. */
async function deliver(articles: readonly Buffer[], over: Partial<IncomingParts> = {}) {
  await street([await serve(articles)], over).fetchOnce();
  return mails();
}

function keptLog() {
  const lines: string[] = [];
  const log = openLog(
    (line) => lines.push(line),
    () => clock.now(),
  );
  return { lines, log };
}

const withoutTime = (line: string) => line.replace(/^\S+ /, '');

describe('mail from outside', () => {
  test('is in the nym’s INBOX after one round, among foreign articles', async () => {
    const [found, ...more] = await deliver([
      ...foreignArticles(3),
      articleOf(await sealed(mail(1))),
      ...foreignArticles(3, 'more'),
    ]);
    expect(more).toEqual([]);
    expect(found?.mailbox).toBe('INBOX');
    expect(found?.text).toContain(mail(1).replaceAll('\n', '\r\n'));
  });

  test('is delivered once though two servers have it, and in every round', async () => {
    const articles = [articleOf(await sealed(mail(1))), articleOf(await sealed(mail(2)))];
    const news = [await serve(articles), await serve([...articles].reverse())];
    const { fetchOnce } = street(news);
    const first = await fetchOnce();
    expect(first.delivered).toBe(2);
    expect((await fetchOnce()).delivered).toBe(0);
    expect(mailboxes()).toEqual(['INBOX', 'INBOX']);
  });

  test('is delivered once though two rounds are asked for at the same time', async () => {
    const { fetchOnce } = street([await serve([articleOf(await sealed(mail(1)))])]);
    const [a, b] = await Promise.all([fetchOnce(), fetchOnce()]);
    expect(a).toBe(b);
    expect(mailboxes()).toEqual(['INBOX']);
  });

  test('is delivered once though two programs work on the same store', async () => {
    const news = [await serve([articleOf(await sealed(mail(1))), articleOf(await sealed(mail(2)))])];
    const summaries = await Promise.all([street(news).fetchOnce(), street(news).fetchOnce()]);
    expect(summaries.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(2);
    expect(mailboxes()).toEqual(['INBOX', 'INBOX']);
  });

  test('comes although its folder was deleted', async () => {
    const { store, alice } = world;
    const row = store.mail.mailboxes.byName(alice.id, 'Nym Server');
    if (row) store.mail.mailboxes.remove(row.id);
    const receipt = 'Congratulations!\n----------------\n\naddress: panda@nym.test\n';
    expect((await deliver([articleOf(await sealed(receipt))])).map((one) => one.mailbox)).toEqual(['Nym Server']);
  });
});

describe('a crash', () => {
  test('between fetching and delivery loses nothing: the next start goes on, without the network', async () => {
    const news = await serve([articleOf(await sealed(mail(1))), ...foreignArticles(2)]);
    const append = jest.spyOn(world.store.mail.messages, 'append').mockImplementation(() => {
      throw new StoreError('closed', 'killed');
    });
    await expect(street([news]).fetchOnce()).rejects.toThrow('killed');
    expect(world.store.marks.get('news1', 'alt.anonymous.messages')?.high).toBe(3);
    expect(mails()).toEqual([]);
    append.mockRestore();
    expect((await street([]).fetchOnce()).delivered).toBe(1);
    expect(mailboxes()).toEqual(['INBOX']);
    expect(world.store.spool.fresh(1)).toEqual([]);
  });

  test('after the mail was filed and before the transaction ended does not leave half of it', async () => {
    const news = await serve([articleOf(await sealed(mail(1)))]);
    const finish = jest.spyOn(world.store.spool, 'finish').mockImplementation(() => {
      throw new StoreError('closed', 'killed');
    });
    await expect(street([news]).fetchOnce()).rejects.toThrow('killed');
    expect(mails()).toEqual([]);
    finish.mockRestore();
    await street([news]).fetchOnce();
    expect(mailboxes()).toEqual(['INBOX']);
  });
});

describe('a damaged copy', () => {
  test('on one server does not stand in for the intact one on another: a notice, and then the mail, once each', async () => {
    const intact = articleOf(await sealed(mail(1)));
    const cut = (at: number) => serve([intact.subarray(0, intact.length - at)]);
    const damaged = [await cut(100), await cut(200)];
    expect((await street(damaged).fetchOnce()).delivered).toBe(1);
    const { fetchOnce } = street([...damaged, await serve([intact]), await serve([intact])]);
    expect((await fetchOnce()).delivered).toBe(1);
    expect((await fetchOnce()).delivered).toBe(0);
    const [notice, found] = mails();
    expect(notice?.text).toContain('Subject: Unreadable message for panda@nym.test');
    expect(found?.text).toContain('Subject: mail 1');
  });

  test('is not told of where the same round brings the intact one', async () => {
    const intact = articleOf(await sealed(mail(1)));
    const cut = await serve([intact.subarray(0, intact.length - 100)]);
    expect((await street([cut, await serve([intact])]).fetchOnce()).delivered).toBe(1);
    expect(mails().map(({ text }) => /^Subject: (.*)\r$/m.exec(text)?.[1])).toEqual(['mail 1']);
  });

  test('is asked for again whoever it is for, and of each server once: what is fetched tells nobody whose it is', async () => {
    const foreign = foreignArticles(1)[0] ?? Buffer.alloc(0);
    const cut = foreign.subarray(0, foreign.length - 40);
    const news = [await serve([cut]), await serve([cut])];
    const asked = news.map((one) => jest.spyOn(one.faults, 'next'));
    const { fetchOnce } = street(news);
    await fetchOnce();
    await fetchOnce();
    const articles = asked.map(({ mock }) => mock.calls.filter(([verb]) => verb === 'ARTICLE').length);
    expect(articles).toEqual([1, 1]);
  });
});

describe('a message posted again under another Message-ID', () => {
  test('comes once, for anybody can do that with what the server has signed', async () => {
    const body = await sealed(mail(1));
    expect(await deliver([articleOf(body), articleOf(body), articleOf(await sealed(mail(2)))])).toHaveLength(2);
  });

  test('moves no nym: the refusal of an earlier request is not the answer to a later one', async () => {
    world.store.close();
    world = await aliceDraft();
    const note = (at: number) => {
      world.nyms.noteCreation(world.alice.id, { at, evidence: 'outbox 1' });
    };
    note(clock.now());
    const refusal = 'Error - Duplicate Nym Address panda@nym.test.\n\nThe nym panda@nym.test exists already.\n';
    const body = await sealed(refusal);
    await deliver([articleOf(body)]);
    expect((await again(world.nyms, world.alice)).state).toBe('duplicate');
    note(clock.now() + 1);
    await deliver([articleOf(body)]);
    expect((await again(world.nyms, world.alice)).state).toBe('requested');
  });

  test('comes though the server sends the same words twice: it signs anew', async () => {
    const later = new Date(now.getTime() + 1000);
    expect(
      await deliver([articleOf(await sealed(mail(1))), articleOf(await sealed(mail(1), { now: later }))]),
    ).toHaveLength(2);
  });
});

describe('what the server says', () => {
  const receipt =
    'From: send@nym.test\nTo: panda@nym.test\nSubject: Delivery Notification for bob@example.org\nDate: Sun, 22 Nov 2026 11:00:00 -0000\n\nYour email to bob@example.org was sent.\nThe Subject was: hello\nThe Message-ID was: <letter.1@nym.test>\n';

  test('a receipt acknowledges the letter, within the delivery', async () => {
    const acknowledge = jest.fn<IncomingParts['acknowledge']>();
    const [found] = await deliver([articleOf(await sealed(receipt))], { acknowledge });
    expect(found?.mailbox).toBe('Nym Server');
    expect(acknowledge.mock.calls).toEqual([
      [world.alice.id, { messageId: '<letter.1@nym.test>', to: 'bob@example.org' }],
    ]);
  });

  test('a forged receipt acknowledges nothing', async () => {
    const acknowledge = jest.fn<IncomingParts['acknowledge']>();
    const forged = await sealed(receipt, { signer: await secretKey('carol') });
    const [found] = await deliver([articleOf(forged)], { acknowledge });
    expect(found?.mailbox).toBe('INBOX');
    expect(found?.text).toContain('Subject: Unverified message for panda@nym.test');
    expect(acknowledge).not.toHaveBeenCalled();
  });

  test('a receipt for another nym’s letter, posted without its encryption, acknowledges nothing and is not shown', async () => {
    const acknowledge = jest.fn<IncomingParts['acknowledge']>();
    const [found] = await deliver([articleOf(armored(await signedByServer(receipt)))], { acknowledge });
    expect(found?.text).toContain('Subject: Unreadable message for panda@nym.test');
    expect(found?.text).not.toContain('Delivery Notification');
    expect(acknowledge).not.toHaveBeenCalled();
  });

  test('creation, found by trying the key, makes the nym active; then its own subject counts', async () => {
    world.store.close();
    world = await aliceDraft();
    world.nyms.noteCreation(world.alice.id, { at: clock.now(), evidence: 'outbox 1' });
    const hsub = String(world.alice.asked?.hsub);
    const created = `Congratulations!\n----------------\n\nYou have registered the pseudonym panda@nym.test.\n\naddress: panda@nym.test\nhsub: ${hsub}\n`;
    const found = await deliver([
      ...foreignArticles(2),
      articleOf(await sealed(created), { subject: random.bytes(24).toString('hex') }),
      articleOf(await sealed(mail(1))),
    ]);
    expect(found.map(({ mailbox }) => mailbox)).toEqual(['INBOX', 'Nym Server']);
    expect((await again(world.nyms, world.alice)).state).toBe('active');
    const [event] = world.nyms.events(world.alice.id).slice(-1);
    expect(event).toMatchObject({ to: 'active', evidence: expect.stringMatching(/^article <ours/) });
  });

  test('a deletion that nobody signed deletes nothing', async () => {
    const deletion =
      'Nym Deletion in progress!\n-------------------------\n\nYour nym panda@nym.test is now being deleted.\n';
    await deliver([articleOf(await sealedToAlice(deletion))]);
    expect((await again(world.nyms, world.alice)).state).toBe('active');
    await deliver([articleOf(await sealed(deletion))]);
    expect((await again(world.nyms, world.alice)).state).toBe('deleted');
  });

  test('a confirmation under a stranger’s signature, or under none, moves no nym', async () => {
    world.store.close();
    world = await aliceDraft();
    world.nyms.noteCreation(world.alice.id, { at: clock.now(), evidence: 'outbox 1' });
    const created = 'Congratulations!\n----------------\n\naddress: panda@nym.test\nhsub: taken over\n';
    const foreign = await sealed(created, { signer: await secretKey('carol') });
    const found = await deliver([articleOf(await sealedToAlice(created)), articleOf(foreign)]);
    expect(found.map(({ text }) => /^Subject: .*$/m.exec(text)?.[0])).toEqual(
      Array(2).fill('Subject: Unverified message for panda@nym.test'),
    );
    expect((await again(world.nyms, world.alice)).state).toBe('requested');
    expect((await again(world.nyms, world.alice)).settings).toBeUndefined();
  });

  test('what it said to another nym, sealed anew for this one, changes nothing here', async () => {
    const deletion = 'Nym Deletion in progress!\n\nYour nym koala@nym.test is now being deleted.\n';
    await deliver([articleOf(await sealed(deletion))]);
    expect((await again(world.nyms, world.alice)).state).toBe('active');
  });
});

describe('a web page', () => {
  test('is filed in INBOX without a signature, opened by the key made up for it', async () => {
    const asked = { hsub: 'page hsub', key: 'page key', urls: ['http://a.example/'], form: 'page' } as const;
    world.nyms.notePage(world.alice.id, asked, clock.now());
    const page =
      'From foo@bar Thu Jan  1 00:00:01 1970\nContent-Type: text/plain\nFrom: url@nym.test\nTo: somebody@alt.anonymous.messages\nSubject: Nym Retrieval\n\nPage.\n';
    const body = await sealSymmetric({ payload: utf8(page), passphrase: 'page key', now });
    const [found] = await deliver([articleOf(body, { subject: makeHsub('page hsub', random) })]);
    expect(found?.mailbox).toBe('INBOX');
    expect(found?.text).toContain('\r\nSubject: Nym Retrieval\r\n');
  });
});

describe('hostile articles end in a notice at worst, and the mail behind them still comes', () => {
  const hostile: Readonly<Record<string, () => Promise<Buffer>>> = {
    'a compression bomb': () => sealed(Buffer.alloc(60 * 1024 * 1024), { compression: 'zlib' }),
    'somebody else’s key': async () => sealed(mail(7), { recipients: [await publicKey('carol')] }),
    'a forged signature': async () => sealed(mail(7), { signer: await secretKey('bob') }),
    'truncated armor': async () => (await sealed(mail(7))).subarray(0, 300),
    'a changed byte': async () => utf8((await sealed(mail(7))).toString().replace(/\n(.)/g, '\nz')),
    'nothing but NULs': () => Promise.resolve(Buffer.alloc(5000)),
    'no body at all': () => Promise.resolve(Buffer.alloc(0)),
    'NULs in the payload': () => sealed('\0\0\0'),
    'half a MIME tree of great depth': () =>
      sealed(
        `Content-Type: multipart/mixed; boundary=x\n\n${'--x\nContent-Type: multipart/mixed; boundary=x\n\n'.repeat(3000)}`,
      ),
    'ten thousand session keys': async () => {
      const session = await sessionFor(world.alice.key.publicKey);
      return armored(Buffer.concat([...Array<Buffer>(10_000).fill(session), encrypted(literal(utf8(mail(7))))]));
    },
    'armor in armor, ten deep': async () => {
      let message = await sealed(mail(7));
      for (let depth = 0; depth < 10; depth++) message = await sealed(message);
      return message;
    },
    'a megabyte of one header line': () => sealed(`Subject: ${'a'.repeat(1024 * 1024)}`),
  };

  /** Opened, and shown as what they are. */
  const harmless = [
    'a forged signature',
    'NULs in the payload',
    'half a MIME tree of great depth',
    'a megabyte of one header line',
  ];

  test.each(Object.keys(hostile))('%s', async (name) => {
    const body = (await hostile[name]?.()) ?? Buffer.alloc(0);
    const { lines, log } = keptLog();
    const found = await deliver([articleOf(body), articleOf(await sealed(mail(1)))], { log });
    // who posts such an article, and gets hold of the log, would learn whose the subject is
    expect(lines.map(withoutTime)).toEqual([
      'info news fetched server=news1 added=2',
      'info spool searched nyms=1 articles=0',
    ]);
    expect(found[0]?.text.includes('could not be opened')).toBe(!harmless.includes(name));
    expect(found.map(({ mailbox }) => mailbox)).toEqual(['INBOX', 'INBOX']);
    expect(found[1]?.text).toContain('Subject: mail 1');
    for (const { source } of found) {
      expect(source.includes(0)).toBe(false);
      expect(readStructure(source).size).toBe(source.length);
    }
    expect(world.store.spool.fresh(1)).toEqual([]);
  });

  test('a checksum of the armor that is wrong costs nothing: the encryption has a check of its own', async () => {
    const body = (await sealed(mail(1))).toString().replace(/^=....$/m, '=AAAA');
    expect((await deliver([articleOf(body)])).map(({ text }) => /mail \d/.exec(text)?.[0])).toEqual(['mail 1']);
  });

  test('articles that unpack to a thousand times their bytes are not all unpacked before the first is filed', async () => {
    const body = await sealedToAlice(Buffer.alloc(9 * 1024 * 1024));
    expect(body.length).toBeLessThan(50_000);
    const opening = jest.spyOn(world.store.spool, 'source');
    const opened: number[] = [];
    const deliver = world.store.spool.deliver.bind(world.store.spool);
    jest.spyOn(world.store.spool, 'deliver').mockImplementation((...args) => {
      opened.push(opening.mock.calls.length);
      return deliver(...args);
    });
    const fetched = await street([await serve(Array.from({ length: 9 }, () => articleOf(body)))]).fetchOnce();
    expect(fetched.delivered).toBe(9);
    expect(opened[0]).toBeLessThanOrEqual(4);
  });

  test('a header of a megabyte, and an article larger than any mail', async () => {
    const bomb = makeArticle({ messageId: '<bomb@nym.test>', fields: [`X-Long: ${'x'.repeat(1024 * 1024)}`] });
    const huge = makeArticle({ messageId: '<huge@nym.test>', body: Buffer.alloc(30 * 1024 * 1024, 'x\r\n') });
    const { lines, log } = keptLog();
    const found = await deliver([bomb, huge, articleOf(await sealed(mail(1)))], { log });
    expect(found.map(({ text }) => /mail \d/.exec(text)?.[0])).toEqual(['mail 1']);
    expect(lines.filter((line) => line.includes('warn article skipped'))).toHaveLength(1);
    expect(world.store.spool.known(['<bomb@nym.test>', '<huge@nym.test>'])).toEqual(new Set(['<bomb@nym.test>']));
  });

  test('a fault of our own costs one article, which the next start looks at again, and not the ones behind it', async () => {
    const bug = () => {
      throw new TypeError('a bug');
    };
    // when it is filed with the others, and when it is filed alone
    jest.spyOn(world.nyms, 'applyReply').mockImplementationOnce(bug).mockImplementationOnce(bug);
    const { lines, log } = keptLog();
    const found = await deliver([articleOf(await sealed(mail(1))), articleOf(await sealed(mail(2)))], { log });
    expect(found.map(({ text }) => /mail \d/.exec(text)?.[0])).toEqual(['mail 2']);
    // which article it was would say that it was ours
    expect(lines.map(withoutTime)).toContain('error article set aside code=TypeError');
    const states = Array.from({ length: 2 }, (_, i) => world.store.spool.byId((i + 1) as ArticleId)?.state);
    expect(states).toEqual(['kept', 'done']);
    expect(world.store.spool.kept()).toHaveLength(1);
    expect((await street([]).fetchOnce()).delivered).toBe(1);
    expect(world.store.spool.kept()).toEqual([]);
    expect(mails().map(({ text }) => /mail \d/.exec(text)?.[0])).toEqual(['mail 2', 'mail 1']);
  });
});

test('the rounds go on by themselves until they are told to stop', async () => {
  const news = await serve([articleOf(await sealed(mail(1)))]);
  const incoming = street([news], { intervalMs: 1000 });
  const seen: number[] = [];
  incoming.start(async () => void seen.push(mails().length));
  const wanted = (n: number) => untilSo(() => mails().length >= n);
  await wanted(1);
  news.spool.take(articleOf(await sealed(mail(2))));
  // the first round has ended, so that who sleeps is waiting for the second
  await untilSo(() => seen.length > 0);
  await untilSo(() => clock.sleeping > 0);
  await clock.advance(1500);
  await wanted(2);
  await incoming.stop();
  expect(mailboxes()).toEqual(['INBOX', 'INBOX']);
  // what follows from an answer is not left until the next round
  expect(seen).toEqual([1, 2]);
});
