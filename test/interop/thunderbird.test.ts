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
import { draftReply, openFolder, readNewest, send, whatIsOpen } from './thunderbird/user';

const run = promisify(execFile);

// A profile as `nymbridge account --thunderbird` writes it, in the Thunderbird of the distribution.

let circle: Circle;
let serving: Serving;
const pandas = () => join(circle.home.folder, 'profile');

beforeAll(async () => {
  circle = await openCircle();
  await useFixedPorts(circle);
  serving = await circle.home.serve();
  await until('the confirmation', async () => ((await messages('Nym Server')).length > 0 ? true : undefined));
  await submit(circle, serving, { subject: 'lunch', text: 'Hello Bob, at noon?' });
  await until('the answer', async () => ((await messages('INBOX')).length > 0 ? true : undefined));
  await writeProfile(alice, pandas());
});
afterAll(() => circle.remove());

async function writeProfile(login: string, folder: string): Promise<void> {
  const { status, error } = await circle.home.run('account', login, '--thunderbird', folder, '--with-password');
  expect([status, error]).toEqual([0, '']);
}

async function messages(mailbox: string) {
  const client = await login(circle, serving);
  const found = await readMailbox(client, mailbox);
  await client.logout();
  return found;
}

/** Opens a profile, does something, closes it, and looks at what it did on the network. */
async function inThunderbird<T>(f: (thunderbird: Thunderbird) => Promise<T>, profile = pandas()): Promise<T> {
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
  const { stdout } = await run('grep', ['-rlaE', 'Noon it is|at noon\\?', pandas()]).catch(() => ({ stdout: '' }));
  expect(stdout).toBe('');
  expect(existsSync(join(pandas(), 'ImapMail/127.0.0.1/INBOX'))).toBe(false);
  expect(readFileSync(join(pandas(), 'logins.json'), 'utf8')).not.toContain(circle.password);
});

test('with the login of all nyms, each mail is answered as the nym that it came to', async () => {
  const koala = 'koala@nym.test';
  const { status, error } = await circle.home.run('nym', 'create', koala, '--name', 'Koala', '--key', 'rsa2048');
  expect([status, error]).toEqual([0, '']);
  const profile = join(circle.home.folder, 'all');
  await writeProfile('all', profile);
  await until('the confirmation', async () => {
    const { out } = await circle.home.run('nym', 'show', koala, '--json');
    return out.includes('"state": "active"') || undefined;
  });
  const source = `From: ${bob}\nTo: ${koala}\nSubject: leaves\nMessage-ID: <leaves@example.org>\n\nHave you some?\n`;
  circle.world.deliver({ from: bob, to: koala, source: Buffer.from(source) });
  const before = circle.world.outside.received.length;
  const sent = (await messages('Sent')).length;

  const open = await inThunderbird(async (thunderbird) => {
    await readNewest(thunderbird, 'Re: lunch');
    await openFolder(thunderbird, `${koala}/INBOX`);
    expect(await readNewest(thunderbird, 'leaves')).toContain('Have you some?');
    await draftReply(thunderbird, 'Many.');
    await send(thunderbird);
    await readNewest(thunderbird, 'Re: leaves', 2);
    return whatIsOpen(thunderbird);
  }, profile);
  expect(open).toMatchObject({ folder: 'INBOX', windows: ['mail:3pane'], questions: [] });
  const [letter] = circle.world.outside.received.slice(before);
  expect(letter).toMatchObject({ from: koala, to: bob });
  expect(letter?.source.toString('latin1')).not.toMatch(/panda/i);
  expect(await messages('Sent')).toHaveLength(sent);
  expect(await messages('Drafts')).toEqual([]);
});
