import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Lives } from '../support/lives';
import { day, hour, startLives } from '../support/lives';
import { mailsIn } from '../support/outgoing';

let lives: Lives;

beforeEach(async () => {
  lives = await startLives({ reserved: ['panda-office'] });
});
afterEach(() => lives.stop());

const kinds = () => lives.store.outbox.list().map(({ kind, state }) => `${kind} ${state}`);

async function requested(wishes = {}) {
  await lives.outgoing.create(await lives.draft(wishes));
  await lives.handOver();
  return lives.nym();
}

test('a nym is asked for, made, and active when the server says so', async () => {
  await requested();
  expect(await lives.state()).toBe('requested');
  expect((await lives.nym()).request).toMatchObject({ kind: 'create', tries: 1 });
  await lives.serve();
  await lives.read();
  const nym = await lives.nym();
  expect(nym).toMatchObject({ state: 'active', request: undefined, asked: undefined });
  expect(await lives.moves()).toEqual(['draft -> requested by outbox', 'requested -> active by article']);
});

describe('silence', () => {
  test('a creation that was lost on its way is sent again, and the nym is there', async () => {
    await requested();
    lives.mails.length = 0;
    await lives.pass(20 * hour, 'out only');
    expect(kinds()).toEqual(['create handed-over']);
    await lives.pass(5 * day);
    expect(await lives.state()).toBe('active');
    expect(kinds()).toEqual(['create handed-over', 'config handed-over', 'create handed-over']);
  });

  test('an answer that was lost is found out by asking for the settings, for a second creation is met with silence', async () => {
    await requested();
    await lives.serve();
    lives.articles.length = 0;
    await lives.pass(36 * hour);
    expect(await lives.state()).toBe('active');
    expect(kinds()).toEqual(['create handed-over', 'config handed-over']);
  });

  test('of a month is taken for no: the nym is lost, its owner is told once, and nothing more is sent', async () => {
    await requested();
    await lives.pass(45 * day, 'out only');
    expect(await lives.state()).toBe('lost');
    expect((await lives.moves()).at(-1)).toBe('requested -> lost by clock');
    expect(kinds()).toHaveLength(5);
    const { id, request } = await lives.nym();
    expect(request).toBeUndefined();
    const told = mailsIn(lives.store, id, 'INBOX');
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('Subject: The server does not answer for panda@nym.test');
    expect(told[0]).not.toContain((await lives.nym()).password);
  });

  test('has no last word: an answer that comes after all that makes the nym active', async () => {
    await requested();
    await lives.serve();
    await lives.pass(45 * day, 'out only');
    expect(await lives.state()).toBe('lost');
    await lives.read();
    expect(await lives.state()).toBe('active');
  });

  test('is waited for with growing patience, never by the clock’s stroke', async () => {
    await requested();
    const times: number[] = [lives.clock.now()];
    for (let tries = 2; tries <= 5; tries++) {
      while ((await lives.nym()).request?.tries !== tries) await lives.pass(6 * hour, 'out only');
      times.push(lives.clock.now());
    }
    const waits = times.slice(1).map((time, i) => (time - (times[i] ?? 0)) / day);
    for (const [i, days] of [1, 2, 4, 8].entries()) {
      expect(waits[i]).toBeGreaterThanOrEqual(days * 0.75);
      expect(waits[i]).toBeLessThanOrEqual(days * 1.25 + 0.25);
    }
  });
});

describe('the outbox', () => {
  test('a request that still is in the outbox is waited for, and its patience begins when it has gone', async () => {
    await lives.outgoing.create(await lives.draft());
    for (let i = 0; i < 12; i++) lives.answers.push({ result: 'later', reason: 'The relay is full.' });
    await lives.pass(40 * hour, 'out only');
    expect(kinds()).toEqual(['create queued']);
    lives.answers.length = 0;
    await lives.pass(6 * hour, 'out only');
    expect(kinds()).toEqual(['create handed-over']);
    await lives.pass(12 * hour, 'out only');
    expect(kinds()).toEqual(['create handed-over']);
  });

  test('a request that the relay refuses for good is tried again with patience, by another request', async () => {
    lives.answers.push({ result: 'never', reason: 'No such domain.' });
    await requested();
    expect(kinds()).toEqual(['create failed']);
    await lives.pass(5 * day);
    expect(await lives.state()).toBe('active');
    const [report = ''] = mailsIn(lives.store, (await lives.nym()).id, 'INBOX');
    expect(report).toContain('by itself');
  });

  test('copies go hours apart, each sealed by itself, and one that fails while another goes is no news', async () => {
    const nym = await lives.draft({ copies: 3 });
    await lives.outgoing.create(nym);
    const rows = lives.store.outbox.list();
    expect(rows.map(({ notBefore }) => notBefore - lives.clock.now()).filter((ms) => ms > 0)).toHaveLength(2);
    expect(rows.every(({ notBefore }) => notBefore - lives.clock.now() < 2 * hour)).toBe(true);
    await lives.handOver();
    lives.answers.push({ result: 'never', reason: 'No.' });
    await lives.clock.advance(2 * hour);
    await lives.handOver();
    expect(kinds().sort()).toEqual(['create failed', 'create handed-over', 'create handed-over']);
    expect(new Set(lives.mails.map(({ source }) => source.toString())).size).toBe(2);
    await lives.serve();
    await lives.read();
    expect(await lives.moves()).toEqual(['draft -> requested by outbox', 'requested -> active by article']);
    expect(lives.server.doings.refused).toEqual(['the same key again']);
    expect(mailsIn(lives.store, nym.id, 'INBOX')).toEqual([]);
  });

  test('the row and what it means for the nym are written together or not at all', async () => {
    const nym = await lives.draft();
    const noteTry = jest.spyOn(lives.nyms, 'noteTry').mockImplementationOnce(() => {
      throw new Error('killed');
    });
    await expect(lives.outgoing.create(nym)).rejects.toThrow('killed');
    expect(noteTry).toHaveBeenCalledTimes(1);
    expect([await lives.state(), kinds()]).toEqual(['draft', []]);
  });

  test('two processes that look at the same moment send it again once', async () => {
    await requested();
    await lives.clock.advance(2 * day);
    const [due] = lives.nyms.dueRequests(lives.clock.now());
    const nym = await lives.nym();
    if (due) await Promise.all([lives.outgoing.again(nym, due), lives.outgoing.again(nym, due)]);
    expect(kinds()).toEqual(['create handed-over', 'config queued']);
  });
});

describe('a refusal', () => {
  test('of a name that is somebody else’s is the end of asking', async () => {
    await lives.active();
    lives.nyms.forget((await lives.nym()).id, true);
    // the same name once more, by somebody with another key
    await requested({ algorithm: 'ecc' });
    await lives.pass(6 * day);
    expect(await lives.state()).toBe('duplicate');
    expect((await lives.nym()).request).toBeUndefined();
    expect(kinds()).toEqual(['create handed-over']);
  });

  test('of a name that the server keeps for itself is the end of asking', async () => {
    const nym = await lives.draft({ address: 'panda-office@nym.test', algorithm: 'ecc' });
    await lives.outgoing.create(nym);
    await lives.pass(4 * day);
    expect((await lives.nyms.byId(nym.id))?.state).toBe('reserved');
    expect((await lives.nyms.byId(nym.id))?.request).toBeUndefined();
    expect(kinds()).toEqual(['create handed-over']);
  });
});

test('a clock that was a year ahead for a while costs a try, not the nym', async () => {
  await requested();
  const year = 365 * day;
  await lives.clock.advance(year);
  await lives.tend();
  expect(await lives.state()).toBe('requested');
  await lives.clock.advance(-year);
  await lives.tend();
  await lives.tend();
  expect((await lives.nym()).request?.tries).toBe(3);
  await lives.pass(10 * day);
  expect(await lives.state()).toBe('active');
});
