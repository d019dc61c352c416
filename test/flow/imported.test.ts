import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { exportNym } from '../../src/bridge/exportNym';
import { importNym } from '../../src/bridge/importNym';
import type { ImportWishes } from '../../src/bridge/importNym';
import { temporaryFolder } from '../support/folder';
import { mailsOf } from '../support/incoming';
import { armoredSecretKey } from '../support/keys';
import type { Lives } from '../support/lives';
import { address, day, startLives } from '../support/lives';

let lives: Lives;
/** What the nym's articles are known by on the server. */
let hsub: string;
let bundle: string;

/** Her nym is on the server and was exported; then all of it was removed here. */
beforeEach(async () => {
  lives = await startLives();
  const { id, options } = await lives.active();
  hsub = String(options.hsub);
  bundle = join(temporaryFolder(), 'bundle');
  await exportNym(lives.bridge, address, bundle, () => Promise.resolve('gum tree lemon orbit cobalt anchor'));
  lives.nyms.forget(id, true);
});
afterEach(() => lives.stop());

const take = (wishes: Partial<ImportWishes>) =>
  importNym(lives.bridge, { address, transport: 'smtp', selectors: [], symmetric: [], works: false, ...wishes }, () =>
    Promise.resolve('gum tree lemon orbit cobalt anchor'),
  );

/** Her key as another program would have it. */
function keyFile(): string {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'alice.asc'), armoredSecretKey('alice'));
  return join(folder, 'alice.asc');
}

async function mailFromBob(subject: string): Promise<void> {
  const source = Buffer.from(`From: bob@example.org\nTo: ${address}\nSubject: ${subject}\n\nHello.\n`);
  lives.server.deliver({ from: 'bob@example.org', to: address, source });
  await lives.server.settled();
}

async function received(): Promise<string[]> {
  const mails = mailsOf(lives.store, (await lives.nym()).id).filter(({ mailbox }) => mailbox === 'INBOX');
  return mails.map(({ text }) => /^Subject: (.*?)\r$/m.exec(text)?.[1] ?? text);
}

const letter = (subject: string) => ({
  nym: address,
  from: address,
  recipients: ['bob@example.org'],
  source: Buffer.from(`From: ${address}\r\nTo: bob@example.org\r\nSubject: ${subject}\r\n\r\nHello.\r\n`),
});

test.each([['its hSub'], ['its key alone']])(
  'a nym known by %s gets mail, and active by its server’s answer',
  async (by) => {
    await take({ keyFile: keyFile(), selectors: by === 'its hSub' ? [{ scheme: 'hsub', passphrase: hsub }] : [] });
    await lives.outgoing.submit(letter('held until then'));
    await lives.pass(day, 'out only');
    expect(lives.mails.map(({ to }) => to)).toEqual(['config@nym.test']);
    await mailFromBob('Bamboo');
    await lives.serve();
    await lives.read();
    expect(await received()).toContain('Bamboo');
    expect(await lives.nym()).toMatchObject({ state: 'active', options: { hsub }, request: undefined });
    expect(await lives.moves()).toEqual(['draft -> requested by import', 'requested -> active by article']);
    await lives.pass(day, 'out only');
    expect(lives.mails.map(({ to }) => to)).toContain('send@nym.test');
  },
);

test('a nym of which its server says nothing is given up in the end, and no letter of it is sent into silence', async () => {
  await take({ keyFile: keyFile(), selectors: [{ scheme: 'hsub', passphrase: hsub }] });
  await lives.outgoing.submit(letter('into silence'));
  await lives.pass(90 * day, 'out only');
  expect(await lives.state()).toBe('lost');
  expect(lives.mails.every(({ to }) => to === 'config@nym.test')).toBe(true);
  expect(lives.mails.length).toBeGreaterThan(1);
});

test('a bundle goes on where it was left: letters at once, settings as listed, asked for anew', async () => {
  await take({ bundle });
  expect(await lives.nym()).toMatchObject({ state: 'active', options: { hsub } });
  await lives.outgoing.submit(letter('at once'));
  await lives.tend();
  expect(lives.mails.map(({ to }) => to)).toEqual(['send@nym.test']);
  await lives.pass(day, 'out only');
  expect(lives.mails.map(({ to }) => to).sort()).toEqual(['config@nym.test', 'send@nym.test']);
  await lives.serve();
  await lives.read();
  expect(await lives.nym()).toMatchObject({ state: 'active', request: undefined });
});
