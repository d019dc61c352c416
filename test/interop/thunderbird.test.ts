import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { alice, bob, type Circle, openCircle } from '../support/circle';
import { login, readMailbox, submit, until } from '../support/mailClient';
import type { Serving } from '../support/program';
import { useFixedPorts } from './fixedPorts';
import { openThunderbird, type Thunderbird } from './thunderbird/open';
import { readWatched, watching } from './thunderbird/watched';
import { whatIsOpen, readNewest, draftReply, send } from './thunderbird/user';

const run = promisify(execFile);

// A profile as `nymbridge account --thunderbird` writes it, in the Thunderbird of the distribution.

let circle: Circle;
let serving: Serving;
let profile: string;

beforeAll(async () => {
  circle = await openCircle();
  await useFixedPorts(circle);
  serving = await circle.home.serve();
  await until('the confirmation', async () => ((await messages('Nym Server')).length > 0 ? true : undefined));
  await submit(circle, serving, { subject: 'lunch', text: 'Hello Bob, at noon?' });
  await until('the answer', async () => ((await messages('INBOX')).length > 0 ? true : undefined));
  profile = join(circle.home.folder, 'profile');
  const { status, error } = await circle.home.run('account', alice, '--thunderbird', profile, '--with-password');
  expect([status, error]).toEqual([0, '']);
});
afterAll(() => circle.remove());

async function messages(mailbox: string) {
  const client = await login(circle, serving);
  const found = await readMailbox(client, mailbox);
  await client.logout();
  return found;
}

/** Opens the profile, does something, closes it, and looks at what it did on the network. */
async function inThunderbird<T>(f: (thunderbird: Thunderbird) => Promise<T>): Promise<T> {
  const trace = join(circle.home.folder, 'trace');
  const thunderbird = await openThunderbird(profile, trace);
  let done: T;
  try {
    done = await f(thunderbird);
  } finally {
    await thunderbird.close();
  }
  const { places, lookUps } = readWatched(trace, 'nym.test');
  expect(lookUps).toEqual([]);
  expect(places).toContain(`127.0.0.1 ${serving.imapPort}`);
  // port 9 is where everything else is sent to, and nobody is there
  const own = [serving.imapPort, serving.smtpPort, 9].map((port) => `127.0.0.1 ${port}`);
  expect(places.filter((place) => !own.includes(place))).toEqual([]);
  return done;
}

test('a look-up would be seen', async () => {
  const trace = join(circle.home.folder, 'getent');
  await run(...watching(trace, 'getent', 'hosts', 'nym.test')).catch(() => undefined);
  expect(readWatched(trace, 'nym.test').lookUps).not.toEqual([]);
});

test('it opens in the mailbox, with nothing in the way, and shows the mail', async () => {
  const shown = await inThunderbird(async (thunderbird) => {
    const text = await readNewest(thunderbird, 'Re: lunch');
    return { text, ...(await whatIsOpen(thunderbird)) };
  });
  expect(shown.text).toContain('at noon?');
  expect(shown).toMatchObject({ folder: 'INBOX', windows: ['mail:3pane'], tabs: 1, questions: [] });
  expect(shown.folders?.sort()).toEqual(['Archive', 'Drafts', 'INBOX', 'Junk', 'Nym Server', 'Sent', 'Trash']);
});

test('it sends, and the letter says nothing of the machine', async () => {
  let draft = '';
  const before = circle.world.outside.received.length;
  const open = await inThunderbird(async (thunderbird) => {
    await readNewest(thunderbird, 'Re: lunch');
    await draftReply(thunderbird, 'Noon it is.');
    draft = await until('the draft', async () => (await messages('Drafts'))[0]?.source);
    await send(thunderbird);
    await readNewest(thunderbird, 'Re: lunch', 2);
    return whatIsOpen(thunderbird);
  });
  expect(open).toMatchObject({ windows: ['mail:3pane'], questions: [] });

  const [letter] = circle.world.outside.received.slice(before);
  const source = letter?.source.toString('latin1') ?? '';
  expect(letter).toMatchObject({ from: alice, to: bob });
  expect(source).toContain('Noon it is.');
  expect(source).toMatch(/^Date: .* [-+]0000$/m);
  expect(source).toMatch(/^In-Reply-To: <.*@example\.org>$/m);
  expect(source).not.toMatch(/Thunderbird|User-Agent|Mozilla|\+0530/i);
  expect(source).toContain('Bob wrote:');

  // as Thunderbird itself had written it, before the bridge wrote its header anew
  expect(draft).toMatch(/^Date: .* (?:\+0000|GMT)\r$/m);
  expect(draft).not.toMatch(/User-Agent|\+0530|format=flowed|Content-Language/i);
  expect(await messages('Drafts')).toEqual([]);
  expect(await messages('Sent')).toHaveLength(2);
});

test('no mail lies readable in the profile', async () => {
  const { stdout } = await run('grep', ['-rlaE', 'Noon it is|at noon\\?', profile]).catch(() => ({ stdout: '' }));
  expect(stdout).toBe('');
  expect(existsSync(join(profile, 'ImapMail/127.0.0.1/INBOX'))).toBe(false);
  expect(readFileSync(join(profile, 'logins.json'), 'utf8')).not.toContain(circle.password);
});
