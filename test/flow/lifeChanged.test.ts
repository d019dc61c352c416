import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askStatus, rotateNym, setNym } from '../../src/bridge/life';
import { mailsOf } from '../support/incoming';
import type { Lives } from '../support/lives';
import { address, day, hour, startLives } from '../support/lives';

let lives: Lives;

beforeEach(async () => {
  lives = await startLives();
  await lives.active();
  await lives.clock.advance(hour);
});
afterEach(() => lives.stop());

const set = (options: object) => setNym(lives.bridge, address, { options });
const settings = () => lives.server.settingsOf(address);
const round = async () => {
  await lives.handOver();
  await lives.serve();
  await lives.read();
};

/** A mail from outside, as the server posts it now. */
async function mailFromBob(subject: string): Promise<void> {
  const source = Buffer.from(`From: bob@example.org\nTo: ${address}\nSubject: ${subject}\n\nHello.\n`);
  lives.server.deliver({ from: 'bob@example.org', to: address, source });
  await lives.server.settled();
}
async function inbox(): Promise<string[]> {
  return mailsOf(lives.store, (await lives.nym()).id)
    .filter(({ mailbox }) => mailbox === 'INBOX')
    .map(({ text }) => /^Subject: (.*)$/m.exec(text.slice(text.indexOf('\r\nFrom: bob')))?.[1]?.trim() ?? text);
}

test('old and new settings both count until the server’s list says which', async () => {
  await mailFromBob('under the old subject');
  const [early] = lives.articles.splice(0);
  await set({ hsub: 'the second hsub', symmetric: 'the outer layer' });
  await lives.handOver();
  await lives.serve();
  const [answer] = lives.articles.splice(0);
  await mailFromBob('under the new one');
  const [late] = lives.articles.splice(0);
  if (!early || !late || !answer) throw new Error('three articles were to be posted');
  lives.articles.push(late, early);
  await lives.read();
  expect(await lives.state()).toBe('changing');
  expect(await inbox()).toEqual(['under the new one', 'under the old subject']);
  lives.articles.push(answer);
  await lives.read();
  expect(await lives.nym()).toMatchObject({
    state: 'active',
    request: undefined,
    options: { hsub: 'the second hsub', symmetric: 'the outer layer' },
  });
  expect((await lives.moves()).slice(2)).toEqual(['active -> changing by outbox', 'changing -> active by article']);
});

test('a change that was lost is sent again as it was asked for', async () => {
  await set({ acksend: false });
  await lives.handOver();
  lives.mails.length = 0;
  await lives.pass(3 * day);
  expect([await lives.state(), settings()?.acksend]).toEqual(['active', false]);
});

test('an answer that was lost comes with the next one', async () => {
  await set({ hsub: 'the second hsub' });
  await lives.handOver();
  await lives.serve();
  lives.articles.length = 0;
  await lives.pass(3 * day);
  expect(await lives.nym()).toMatchObject({ state: 'active', options: { hsub: 'the second hsub' } });
});

test('the same answer twice, and the same again under another name, say it once', async () => {
  await set({ hsub: 'the second hsub' });
  await lives.handOver();
  await lives.serve();
  const [answer = Buffer.alloc(0)] = lives.articles;
  lives.articles.push(
    Buffer.from(answer.toString('latin1').replace(/^Message-ID: </m, 'Message-ID: <again.'), 'latin1'),
  );
  await lives.read();
  const moves = await lives.moves();
  lives.articles.push(
    Buffer.from(answer.toString('latin1').replace(/^Message-ID: </m, 'Message-ID: <more.'), 'latin1'),
  );
  await lives.read();
  expect(await lives.moves()).toEqual(moves);
  expect(mailsOf(lives.store, (await lives.nym()).id).filter(({ text }) => text.includes('Successful'))).toHaveLength(
    1,
  );
});

describe('order is not kept', () => {
  test('of changes: what was asked for last is in force in the end, whatever came in last', async () => {
    await set({ hsub: 'the second hsub', acksend: false });
    await lives.handOver();
    await set({ hsub: 'the third hsub' });
    await lives.handOver();
    lives.mails.reverse();
    await lives.clock.advance(hour);
    const [third, second] = lives.mails.splice(0);
    for (const mail of [third, second]) {
      if (mail) lives.mails.push(mail);
      await lives.serve();
      await lives.read();
      await lives.clock.advance(hour);
    }
    expect(settings()?.hsub).toBe('the second hsub');
    expect(await lives.nym()).toMatchObject({
      asked: { hsub: 'the third hsub' },
      request: { kind: 'config', tries: 0 },
    });
    await lives.pass(12 * hour);
    expect(settings()).toMatchObject({ hsub: 'the third hsub', acksend: false });
    expect(await lives.nym()).toMatchObject({ state: 'active', asked: undefined, options: { hsub: 'the third hsub' } });
  });

  test('of changes that came in within one second: likewise', async () => {
    await set({ hsub: 'the second hsub', symmetric: 'one layer' });
    await lives.handOver();
    await set({ hsub: 'the third hsub', symmetric: 'another layer' });
    await lives.handOver();
    lives.mails.reverse();
    await lives.serve();
    lives.articles.reverse();
    await lives.read();
    await lives.pass(day);
    expect(settings()).toMatchObject({ hsub: 'the third hsub', symmetric: 'another layer' });
    expect(await lives.nym()).toMatchObject({ state: 'active', asked: undefined });
  });

  test('of answers: an old list does not undo a new one', async () => {
    await set({ hsub: 'the second hsub' });
    await lives.handOver();
    await lives.serve();
    await lives.clock.advance(hour);
    await set({ hsub: 'the third hsub' });
    await lives.handOver();
    await lives.serve();
    lives.articles.reverse();
    await lives.read();
    await lives.pass(2 * day);
    expect(await lives.nym()).toMatchObject({ state: 'active', options: { hsub: 'the third hsub' } });
    expect(lives.store.outbox.list().filter(({ kind }) => kind === 'config')).toHaveLength(2);
  });

  test('a second change carries the first, so that it does not matter which the server misses', async () => {
    await set({ symmetric: 'the outer layer' });
    await set({ acksend: false });
    expect(lives.store.outbox.list().map(({ state }) => state)).toEqual(['handed-over', 'cancelled', 'queued']);
    await round();
    expect(settings()).toMatchObject({ symmetric: 'the outer layer', acksend: false });
    expect(await lives.state()).toBe('active');
  });
});

test('mail under a subject that the server should not use any more is found, and the server is asked what it has', async () => {
  const old = String((await lives.nym()).options.hsub);
  await set({ hsub: 'the second hsub' });
  await round();
  // an old change comes in, and its answer is lost
  const conf = settings();
  if (conf) Object.assign(conf, { hsub: old });
  for (let week = 1; week <= 7; week++) {
    await mailFromBob(`week ${week}`);
    await lives.pass(7 * day);
  }
  expect(await inbox()).toHaveLength(7);
  expect(settings()?.hsub).toBe('the second hsub');
  expect(await lives.nym()).toMatchObject({ state: 'active', options: { hsub: 'the second hsub' } });
});

describe('rotation', () => {
  test('gives a new hSub and a new layer every month, and mail is found all the while', async () => {
    await set({ symmetric: 'the outer layer' });
    await round();
    await setNym(lives.bridge, address, { rotateMs: 30 * day });
    const [hsubs, layers] = [new Set<unknown>(), new Set<unknown>()];
    for (let month = 0; month < 3; month++) {
      await lives.pass(15 * day);
      await mailFromBob(`month ${month}`);
      await lives.pass(15 * day);
      hsubs.add(settings()?.hsub);
      layers.add(settings()?.symmetric);
    }
    await lives.read();
    expect([hsubs.size, layers.size]).toEqual([3, 3]);
    expect(await inbox()).toHaveLength(3);
    expect((await lives.nym()).selectors.length).toBeLessThan(5);
  });

  test('waits while a change has no answer', async () => {
    await setNym(lives.bridge, address, { rotateMs: 7 * day });
    await lives.clock.advance(6 * day);
    await set({ acksend: false });
    await lives.pass(3 * day, 'out only');
    expect((await lives.nym()).asked).toEqual({ acksend: false });
    await lives.serve();
    await lives.read();
    await lives.tend();
    expect((await lives.nym()).asked).toHaveProperty('hsub');
  });

  test('does not take a clock that was years ahead for a reason to stop', async () => {
    await setNym(lives.bridge, address, { rotateMs: 30 * day });
    await lives.clock.advance(2000 * day);
    await lives.pass(2 * day);
    const ahead = (await lives.nym()).options.hsub;
    await lives.clock.advance(-2000 * day);
    await lives.pass(2 * day);
    expect(settings()?.hsub).not.toBe(ahead);
    expect(await lives.nym()).toMatchObject({ state: 'active', options: { hsub: settings()?.hsub } });
  });

  test('by hand is at once, and refused where there is nothing to replace', async () => {
    const before = settings()?.hsub;
    await rotateNym(lives.bridge, address);
    await round();
    expect(settings()?.hsub).not.toBe(before);
    await set({ hsub: null });
    await round();
    await expect(rotateNym(lives.bridge, address)).rejects.toThrow('neither hsub nor symmetric');
  });
});

test('what cannot be is refused with a sentence, and nothing is changed', async () => {
  const { id } = await lives.nym();
  const tries = [{ copies: 9 }, { rotateMs: 1000 }, { displayName: 'two\nlines' }, { options: { hsub: 'yes' } }];
  for (const wrong of tries)
    await expect(setNym(lives.bridge, address, { ...wrong, transport: 'other' })).rejects.toThrow(/\.$/);
  expect(lives.store.nyms.byId(id)).toMatchObject({
    copies: 1,
    transport: 'smtp',
    rotateMs: undefined,
    asked: undefined,
  });
});

test('what is ours alone changes at once, and the request that goes with it goes the new way', async () => {
  await setNym(lives.bridge, address, { displayName: 'Ling Ling', copies: 2, options: { acksend: false } });
  expect(await lives.nym()).toMatchObject({ displayName: 'Ling Ling', copies: 2, state: 'changing' });
  expect(lives.store.outbox.list(['queued'])).toHaveLength(2);
});

test('a question after the settings changes nothing, and is answered by the list', async () => {
  await askStatus(lives.bridge, address);
  expect(await lives.nym()).toMatchObject({ state: 'active', request: { kind: 'config', tries: 1 } });
  await round();
  expect((await lives.nym()).request).toBeUndefined();
});
