import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { deleteNym, forgetNym, recreateNym, setNym } from '../../src/bridge/life';
import { warningsOf } from '../../src/bridge/warnings';
import { mailsOf } from '../support/incoming';
import type { Lives } from '../support/lives';
import { address, day, hour, startLives } from '../support/lives';

let lives: Lives;

beforeEach(async () => {
  lives = await startLives();
});
afterEach(() => lives.stop());

const next = { algorithm: 'ecc', lifeSeconds: 700 * 86_400 } as const;
const settings = () => lives.server.settingsOf(address);
const kinds = () => lives.store.outbox.list().map(({ kind, state }) => `${kind} ${state}`);
const subjects = async () =>
  mailsOf(lives.store, (await lives.nym()).id)
    .filter(({ mailbox }) => mailbox === 'INBOX')
    .map(({ text }) =>
      text
        .match(/^Subject: (.*)$/gm)
        ?.at(-1)
        ?.slice(9)
        .trim(),
    );

async function active(wishes = {}) {
  await lives.active(wishes);
  await lives.clock.advance(hour);
}

/** A mail from outside, as the server posts it now. */
async function mailFromBob(subject: string): Promise<void> {
  const source = Buffer.from(`From: bob@example.org\nTo: ${address}\nSubject: ${subject}\n\nHello.\n`);
  lives.server.deliver({ from: 'bob@example.org', to: address, source });
  await lives.server.settled();
}

describe('deleting', () => {
  test('waits for the server’s word; the key is kept until it is told otherwise, and then nothing is', async () => {
    await active();
    const { id, key } = await lives.nym();
    await mailFromBob('late');
    const [late] = lives.articles.splice(0);
    await deleteNym(lives.bridge, address);
    expect(await lives.state()).toBe('deleting');
    await expect(forgetNym(lives.bridge, address)).rejects.toThrow('Delete it first, or give --force.');
    await lives.pass(12 * hour);
    expect(await lives.state()).toBe('deleted');
    expect(settings()).toBeUndefined();
    expect((await lives.moves()).slice(2)).toEqual(['active -> deleting by outbox', 'deleting -> deleted by article']);
    expect((await lives.nym()).key.publicKey.fingerprint).toBe(key.publicKey.fingerprint);
    if (late) lives.articles.push(late);
    await lives.read();
    expect(await subjects()).toEqual(['late']);
    await forgetNym(lives.bridge, address);
    expect(await lives.nyms.all()).toEqual([]);
    expect(lives.store.outbox.list()).toEqual([]);
    expect(lives.store.mail.mailboxes.list(id)).toEqual([]);
  });

  test('is asked again where the request was lost', async () => {
    await active();
    await deleteNym(lives.bridge, address);
    await lives.handOver();
    lives.mails.length = 0;
    await lives.pass(3 * day);
    expect(await lives.state()).toBe('deleted');
  });

  test('whose answer was lost is never answered again: after a month it is given up, and nothing is put away', async () => {
    await active();
    await deleteNym(lives.bridge, address);
    await lives.handOver();
    await lives.serve();
    const [answer] = lives.articles.splice(0);
    await lives.pass(45 * day);
    expect(await lives.state()).toBe('lost');
    expect(kinds().filter((kind) => kind === 'config handed-over')).toHaveLength(5);
    if (answer) lives.articles.push(answer);
    await lives.read();
    expect(await lives.state()).toBe('deleted');
  });

  test('overtakes the creation: what the server makes after it is deleted all the same', async () => {
    await lives.outgoing.create(await lives.draft());
    await lives.handOver();
    await deleteNym(lives.bridge, address);
    await lives.handOver();
    lives.mails.reverse();
    await lives.serve();
    await lives.read();
    expect([await lives.state(), settings() === undefined]).toEqual(['deleting', false]);
    await lives.pass(3 * day);
    expect([await lives.state(), settings()]).toEqual(['deleted', undefined]);
  });

  test('of what was never handed over needs no server', async () => {
    await lives.outgoing.create(await lives.draft());
    await deleteNym(lives.bridge, address);
    await lives.pass(2 * day);
    expect([await lives.state(), lives.server.doings.posted, kinds()]).toEqual(['deleted', 0, ['create cancelled']]);
  });

  test('is the last wish: no copy of what was asked before goes after it', async () => {
    await active({ copies: 3 });
    await setNym(lives.bridge, address, { options: { acksend: false } });
    await deleteNym(lives.bridge, address);
    const configs = kinds().filter((kind) => kind.startsWith('config'));
    expect(configs.sort()).toEqual([
      ...Array<string>(3).fill('config cancelled'),
      ...Array<string>(3).fill('config queued'),
    ]);
  });

  test('is not undone by a copy of the creation that comes in late', async () => {
    await lives.outgoing.create(await lives.draft());
    await lives.handOver();
    const copies = [...lives.mails];
    await lives.pass(6 * hour);
    await deleteNym(lives.bridge, address);
    await lives.pass(12 * hour);
    expect(await lives.state()).toBe('deleted');
    lives.mails.push(...copies);
    await lives.serve();
    expect(settings()).toBeDefined();
    await lives.read();
    expect(await lives.state()).toBe('deleting');
    await lives.pass(12 * hour);
    expect([await lives.state(), settings()]).toEqual(['deleted', undefined]);
  });
});

describe('beginning again', () => {
  test('gives the same address a new key and new passphrases; mail to the old key still opens', async () => {
    await active();
    await setNym(lives.bridge, address, { options: { symmetric: 'the outer layer', acksend: false } });
    await lives.pass(6 * hour);
    const before = await lives.nym();
    await mailFromBob('to the old key');
    const [late] = lives.articles.splice(0);
    await recreateNym(lives.bridge, address, next);
    await lives.pass(2 * day);
    const after = await lives.nym();
    expect((await lives.moves()).slice(4)).toEqual([
      'active -> deleting by outbox',
      'deleting -> deleted by article',
      'deleted -> draft by user',
      'draft -> requested by outbox',
      'requested -> active by article',
    ]);
    expect(settings()).toMatchObject({ fingerprint: after.key.publicKey.fingerprint, acksend: false });
    expect(after.oldKeys.map(({ publicKey }) => publicKey.fingerprint)).toEqual([before.key.publicKey.fingerprint]);
    expect(after).toMatchObject({ id: before.id, password: before.password, wishesRecreation: undefined });
    expect(after.options.hsub).not.toBe(before.options.hsub);
    expect(after.options.symmetric).not.toBe('the outer layer');
    if (late) lives.articles.push(late);
    await mailFromBob('to the new key');
    await lives.read();
    expect((await subjects()).sort()).toEqual(['to the new key', 'to the old key']);
  });

  test('does not wait for ever for the word that the old life is over', async () => {
    await active();
    await recreateNym(lives.bridge, address, next);
    await lives.handOver();
    await lives.serve();
    const [deleted] = lives.articles.splice(0);
    await lives.pass(45 * day);
    expect(await lives.state()).toBe('active');
    const moves = await lives.moves();
    expect(moves).toContain('lost -> draft by user');
    // and when that word comes at last, it is not about this life
    if (deleted) lives.articles.push(deleted);
    await lives.read();
    expect([await lives.state(), await lives.moves()]).toEqual(['active', moves]);
  });

  test('takes no answer to the old life for one to the new', async () => {
    await lives.outgoing.create(await lives.draft());
    await lives.handOver();
    await lives.serve();
    const [created] = lives.articles.splice(0);
    await lives.pass(2 * day);
    await recreateNym(lives.bridge, address, next);
    await lives.handOver();
    await lives.serve();
    await lives.read();
    await lives.tend();
    expect(await lives.state()).toBe('requested');
    lives.mails.length = 0;
    lives.articles.length = 0;
    if (created) lives.articles.push(created);
    await lives.read();
    expect(await lives.state()).toBe('requested');
  });

  test('no copy of the old deletion falls on the new life', async () => {
    await active({ copies: 3 });
    await recreateNym(lives.bridge, address, next);
    await lives.handOver();
    await lives.serve();
    await lives.read();
    expect(await lives.state()).toBe('deleted');
    await lives.tend();
    expect(await lives.state()).toBe('requested');
    expect(kinds().filter((kind) => kind === 'config cancelled')).toHaveLength(2);
    await lives.pass(3 * day);
    expect(await lives.state()).toBe('active');
    expect(settings()).toBeDefined();
  });

  test('lets letters wait, and seals them with the new key', async () => {
    await active();
    await recreateNym(lives.bridge, address, next);
    const source = Buffer.from(`From: ${address}\r\nTo: bob@example.org\r\nSubject: wait\r\n\r\nHello.\r\n`);
    await lives.outgoing.submit({ nym: address, recipients: ['bob@example.org'], source });
    await lives.pass(12 * hour, 'out only');
    expect(lives.store.outbox.list(['held'])).toHaveLength(1);
    await lives.pass(2 * day);
    expect(await lives.state()).toBe('active');
    expect(lives.server.doings.letters).toHaveLength(1);
    expect(kinds().filter((kind) => kind.startsWith('send'))).toEqual(['send acknowledged']);
  });

  test('goes on where the program was ended in the middle of it', async () => {
    await active();
    await recreateNym(lives.bridge, address, next);
    await lives.handOver();
    await lives.serve();
    await lives.read();
    const { id } = await lives.nym();
    // the last thing before the end: a draft, and no request in the outbox
    await lives.nyms.recreate(id, lives.clock.now(), lives.bridge.random, () => undefined);
    expect([await lives.state(), (await lives.nym()).wishesRecreation]).toEqual(['draft', next]);
    await lives.pass(day);
    expect(await lives.state()).toBe('active');
  });

  test('can be thought better of', async () => {
    await active();
    await recreateNym(lives.bridge, address, next);
    await deleteNym(lives.bridge, address);
    await lives.pass(2 * day);
    expect(await lives.state()).toBe('deleted');
    await expect(deleteNym(lives.bridge, address)).rejects.toThrow('deleted already');
    await recreateNym(lives.bridge, address, next);
    await lives.pass(day);
    expect(await lives.state()).toBe('active');
  });
});

describe('a key that ends', () => {
  const short = { algorithm: 'ecc', lifeSeconds: 70 * 86_400 } as const;

  test('is told of five times, each once, and then that it has', async () => {
    await active(short);
    const status: string[] = [];
    for (let days = 0; days < 75; days++) {
      await lives.pass(day, 'out only');
      status.push(...warningsOf(lives.bridge).filter((one) => one.startsWith(address)));
    }
    expect(await subjects()).toEqual([
      ...['60 days', '30 days', '14 days', '7 days', 'a day'].map((left) => `${address} ends in ${left}`),
      `${address} has ended`,
    ]);
    expect(await lives.state()).toBe('expired');
    expect(status[0]).toContain('60 days');
    expect(status.at(-1)).toContain('has ended');
    expect(lives.nyms.events((await lives.nym()).id).at(-1)?.evidence).toBe('clock');
  });

  test('is told of late where nobody looked in time: once, with the days that are left', async () => {
    await active(short);
    await lives.clock.advance(60 * day);
    await lives.pass(day, 'out only');
    expect(await subjects()).toEqual([`${address} ends in 10 days`]);
  });

  test('and told of by a clock that was ahead is told of again in its time', async () => {
    await active(short);
    await lives.clock.advance(68 * day);
    await lives.tend();
    await lives.clock.advance(-68 * day);
    await lives.tend();
    await lives.pass(69 * day, 'out only');
    expect(await subjects()).toHaveLength(6);
  });

  test('leaves the name to its owner: asked for until the operator has removed the old nym', async () => {
    await active(short);
    await lives.pass(71 * day);
    expect(await lives.state()).toBe('expired');
    await recreateNym(lives.bridge, address, next);
    await lives.pass(2 * day);
    expect(await lives.state()).toBe('duplicate');
    expect((await lives.nym()).request).toMatchObject({ kind: 'create' });
    lives.server.removeExpired();
    await lives.pass(6 * day);
    expect(await lives.state()).toBe('active');
    expect((await lives.nym()).oldKeys).toHaveLength(1);
  });

  test('that ended only by a clock that was ahead goes on', async () => {
    await active(short);
    await lives.clock.advance(1000 * day);
    await lives.tend();
    expect(await lives.state()).toBe('expired');
    await lives.clock.advance(-1000 * day);
    await lives.tend();
    expect(await lives.state()).toBe('active');
  });
});
