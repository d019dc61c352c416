import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { exportNym } from '../../src/bridge/exportNym';
import { importNym } from '../../src/bridge/importNym';
import { deleteNym, rotateNym } from '../../src/bridge/life';
import { changeNym } from '../../src/bridge/nymChange';
import { temporaryFolder } from '../support/folder';
import { mailsOf } from '../support/incoming';
import type { Lives } from '../support/lives';
import { address, day, hour, startLives } from '../support/lives';

// Alice's nym on a server that puts an ephemeral layer around everything, from its creation on: both streets, and the server between them.

let lives: Lives;

beforeEach(async () => {
  lives = await startLives();
  await lives.active({ ephemeral: true });
  await lives.clock.advance(hour);
});
afterEach(() => lives.stop());

/** A mail from outside, as the server posts it now. */
async function mailFromBob(subject: string): Promise<Buffer> {
  const source = Buffer.from(`From: bob@example.org\nTo: ${address}\nSubject: ${subject}\n\nHello.\n`);
  lives.server.deliver({ from: 'bob@example.org', to: address, source });
  await lives.server.settled();
  const [article] = lives.articles.splice(0);
  if (!article) throw new Error('the server has posted nothing');
  return article;
}

async function read(...articles: readonly Buffer[]): Promise<void> {
  lives.articles.push(...articles);
  await lives.read();
}

async function inbox(): Promise<string[]> {
  return mailsOf(lives.store, (await lives.nym()).id)
    .filter(({ mailbox }) => mailbox === 'INBOX')
    .map(({ text }) => /^Subject: (.*?)\r?$/m.exec(text)?.[1] ?? text);
}

/** Writes to Bob, and has everything go to the server and its answers come back. */
async function write(subject: string): Promise<void> {
  const source = `From: ${address}\r\nTo: bob@example.org\r\nSubject: ${subject}\r\n\r\nHello.\r\n`;
  await lives.outgoing.submit({ nym: address, recipients: ['bob@example.org'], source: Buffer.from(source) });
  await round();
}

async function round(): Promise<void> {
  await lives.handOver();
  await lives.serve();
  await lives.read();
}

/** What the outside has had from her. */
const sent = () =>
  lives.letters.map(({ source }) => /^Subject: (.*?)\r?$/m.exec(source.toString())?.[1] ?? source.toString());
const acknowledged = () => lives.store.outbox.list(['acknowledged']).length;
const standings = async () => (await lives.nym()).layers.map(({ standing }) => standing);

test('the nym is active by an answer that came in the layer, and mail and letters go on inside it for as long as they like', async () => {
  expect(await lives.state()).toBe('active');
  expect((await standings())[0]).toBe('in-force');
  for (const n of [1, 2, 3, 4]) {
    await read(await mailFromBob(`mail ${n}`));
    await write(`letter ${n}`);
  }
  expect((await inbox()).filter((subject) => subject.startsWith('mail'))).toEqual([
    'mail 1',
    'mail 2',
    'mail 3',
    'mail 4',
  ]);
  expect(sent()).toEqual(['letter 1', 'letter 2', 'letter 3', 'letter 4']);
  expect([acknowledged(), lives.server.wedged]).toEqual([4, undefined]);
});

test('articles lost, late and doubled, with letters between them, cost nothing but what was lost', async () => {
  const early = await mailFromBob('late by a day');
  await mailFromBob('lost');
  await read(await mailFromBob('first'));
  await write('letter');
  const next = await mailFromBob('second');
  await lives.clock.advance(day);
  await read(next, early, next);
  expect((await inbox()).filter((subject) => !subject.startsWith('Nym'))).toEqual(
    expect.arrayContaining(['first', 'second', 'late by a day']),
  );
  expect(await inbox()).not.toContain('lost');
  expect(sent()).toEqual(['letter']);
});

test('with a symmetric layer inside it, which changes', async () => {
  await changeNym(lives.bridge, address, { symmetric: 'random' }, false);
  await round();
  await rotateNym(lives.bridge, address);
  await round();
  await read(await mailFromBob('inside both'));
  expect(await inbox()).toContain('inside both');
  expect(await lives.state()).toBe('active');
});

test('a request for another layer that comes to the server twice, which begins it anew, costs nothing either', async () => {
  await changeNym(lives.bridge, address, { ephemeral: 'new' }, false);
  await lives.handOver();
  const twice = [...lives.mails];
  await lives.serve();
  await lives.read();
  const late = await mailFromBob('in the first of both');
  await read(await mailFromBob('as well'));
  await write('letter');
  lives.mails.push(...twice);
  await lives.serve();
  await lives.read();
  await read(await mailFromBob('in the second'));
  await write('another letter');
  await read(late);
  expect(await inbox()).toEqual(expect.arrayContaining(['as well', 'in the second', 'in the first of both']));
  expect(sent()).toEqual(['letter', 'another letter']);
  expect([acknowledged(), lives.server.wedged]).toEqual([2, undefined]);
});

test('another layer: letters wait for it, and go in it', async () => {
  await changeNym(lives.bridge, address, { ephemeral: 'new' }, false);
  await lives.outgoing.submit({
    nym: address,
    recipients: ['bob@example.org'],
    source: Buffer.from(`From: ${address}\r\nTo: bob@example.org\r\nSubject: patient\r\n\r\nHello.\r\n`),
  });
  await lives.handOver();
  expect(lives.store.outbox.list(['held'])).toHaveLength(1);
  expect((await standings()).slice(0, 2)).toEqual(['asked', 'in-force']);
  const late = await mailFromBob('in the old one');
  await lives.serve();
  await lives.read();
  expect((await standings())[0]).toBe('in-force');
  await read(late);
  await lives.pass(day);
  expect(sent()).toEqual(['patient']);
  expect(await inbox()).toContain('in the old one');
  expect(lives.server.wedged).toBeUndefined();
});

test('a layer that a backup has brought back from the past is got over by another one', async () => {
  const { id, layers } = await lives.nym();
  for (const n of [1, 2]) {
    await read(await mailFromBob(`mail ${n}`));
    await write(`letter ${n}`);
  }
  const [old] = layers;
  const [now] = lives.store.layers.of(id);
  if (old && now) lives.store.layers.replace({ ...now, state: old.state });
  await changeNym(lives.bridge, address, { ephemeral: 'new' }, false);
  await round();
  await read(await mailFromBob('mail 3'));
  await write('letter 3');
  expect(await inbox()).toContain('mail 3');
  expect(sent()).toEqual(['letter 1', 'letter 2', 'letter 3']);
});

test('moved to another bridge, the nym goes on where it was', async () => {
  await read(await mailFromBob('here'));
  await write('from here');
  const late = await mailFromBob('there');
  const folder = join(temporaryFolder(), 'bundle');
  const passphrase = () => Promise.resolve('gum tree lemon orbit cobalt anchor');
  await exportNym(lives.bridge, address, folder, passphrase);
  lives.nyms.forget((await lives.nym()).id, true);
  const wishes = { address, bundle: folder, transport: 'smtp', selectors: [], symmetric: [], works: false };
  await importNym(lives.bridge, wishes, passphrase);
  await read(late);
  await write('from there');
  expect(await inbox()).toContain('there');
  expect(sent()).toEqual(['from here', 'from there']);
});

test('made again, it has a layer again, and what is late from the life before still opens', async () => {
  const late = await mailFromBob('from the life before');
  await deleteNym(lives.bridge, address, { recreate: { algorithm: 'rsa2048', lifeSeconds: 86_400 * 365 } });
  await lives.pass(3 * day);
  expect(await lives.state()).toBe('active');
  expect((await standings())[0]).toBe('in-force');
  await read(await mailFromBob('from this one'));
  await write('letter');
  expect(await inbox()).toContain('from this one');
  expect(sent()).toEqual(['letter']);
  await read(late);
  expect((await inbox()).at(-1)).toBe('from the life before');
});

test('a server that knows no layers makes the nym without one, says so, and takes its letters', async () => {
  await lives.stop();
  lives = await startLives({ knowsLayers: false });
  await lives.active({ ephemeral: true });
  expect(await lives.nym()).toMatchObject({ state: 'active', asked: undefined, request: undefined });
  const [made] = mailsOf(lives.store, (await lives.nym()).id);
  expect(made?.text.replace(/\s+/g, ' ')).toContain('does not know the ephemeral layer that you asked for');
  await read(await mailFromBob('plain'));
  await write('letter');
  expect(await inbox()).toContain('plain');
  expect(sent()).toEqual(['letter']);
});

test('asked for later of such a server, letters wait for it no longer than for any other change', async () => {
  await lives.stop();
  lives = await startLives({ knowsLayers: false });
  await lives.active();
  await changeNym(lives.bridge, address, { ephemeral: 'new' }, false);
  await round();
  await write('patient');
  expect(sent()).toEqual([]);
  await lives.pass(45 * day);
  expect(sent()).toEqual(['patient']);
  expect(await lives.state()).toBe('active');
});
