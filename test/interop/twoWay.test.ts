import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { alice, type Circle, openCircle } from '../support/circle';
import { login, readMailbox } from '../support/mailClient';
import type { Serving } from '../support/program';
import { useFixedPorts } from './fixedPorts';

const run = promisify(execFile);

// Programs that keep a folder on the disk and a mailbox alike: whatever is changed on either side is soon so on the other, once.

let circle: Circle;
let serving: Serving;

beforeAll(async () => {
  circle = await openCircle();
  await useFixedPorts(circle);
  serving = await circle.home.serve();
});
afterAll(() => circle.remove());

/** The lines that `nymbridge account --snippet` prints, and a home of its own. */
async function configure(program: string): Promise<{ home: string; config: string; environment: NodeJS.ProcessEnv }> {
  const { out } = await circle.home.run('account', alice, '--snippet', program, '--with-password');
  const home = join(circle.home.folder, `home-${program}`);
  mkdirSync(join(home, 'Mail', alice), { recursive: true });
  const config = join(home, 'config');
  writeFileSync(config, out, { mode: 0o600 });
  return { home, config, environment: { ...process.env, HOME: home } };
}

const programs: Record<string, (config: string) => readonly string[]> = {
  mbsync: (config) => ['-c', config, '-a', '-q'],
  offlineimap: (config) => ['-c', config, '-o', '-u', 'basic'],
};

/** `Subject: flags`, sorted, of a mailbox and of a folder; flags as Maildir writes them. */
async function onServer(client: ImapFlow, mailbox: string): Promise<string[]> {
  const letters: Record<string, string> = { '\\Seen': 'S', '\\Flagged': 'F', '\\Answered': 'R', '\\Draft': 'D' };
  const messages = await readMailbox(client, mailbox);
  return messages.map(({ subject, flags }) => `${subject}: ${flags.flatMap((flag) => letters[flag] ?? []).sort().join('')}`).sort();
} // prettier-ignore

function onDisk(folder: string): string[] {
  return filesIn(folder)
    .map((file) => `${subjectOf(file)}: ${/:2,([A-Z]*)$/.exec(file)?.[1] ?? ''}`)
    .sort();
}

function filesIn(folder: string): string[] {
  return ['cur', 'new'].flatMap((part) => readdirSync(join(folder, part)).map((name) => join(folder, part, name)));
}

function subjectOf(file: string): string {
  return /^Subject: (.*?)\r?$/m.exec(readFileSync(file, 'latin1'))?.[1] ?? '';
}

function fileOf(folder: string, subject: string): string {
  const file = filesIn(folder).find((one) => subjectOf(one) === subject);
  if (file === undefined) throw new Error(`no file of ${subject}`);
  return file;
}

const mail = (subject: string) =>
  `From: bob@example.org\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.org>\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\n\r\n${subject}\r\n`;

test.each(Object.keys(programs))('%s: new mail, flags and removals go both ways', async (program) => {
  const mailbox = `Two ways of ${program}`;
  const { home, config, environment } = await configure(program);
  const folder = join(home, 'Mail', alice, mailbox);
  const sync = () => run(program, [...(programs[program]?.(config) ?? [])], { env: environment });
  const client = await login(circle, serving);
  await client.mailboxCreate(mailbox);
  for (const subject of ['one', 'two', 'three', 'four']) await client.append(mailbox, mail(subject), []);
  await sync();
  expect(onDisk(folder)).toEqual(['four: ', 'one: ', 'three: ', 'two: ']);

  const lock = await client.getMailboxLock(mailbox);
  await client.messageFlagsAdd('1', ['\\Seen', '\\Flagged']);
  await client.messageDelete('2');
  lock.release();
  await client.append(mailbox, mail('five'), ['\\Answered']);
  const three = fileOf(folder, 'three');
  renameSync(three, join(folder, 'cur', `${basename(three).replace(/:2,.*/, '')}:2,FS`));
  rmSync(fileOf(folder, 'four'));
  writeFileSync(join(folder, 'cur', '1795348800.six.alice:2,S'), mail('six').replaceAll('\r\n', '\n'));
  await sync();

  const expected = ['five: R', 'one: FS', 'six: S', 'three: FS'];
  expect(await onServer(client, mailbox)).toEqual(expected);
  expect(onDisk(folder)).toEqual(expected);
  const before = await client.status(mailbox, { uidNext: true, highestModseq: true });
  await sync();
  expect(await client.status(mailbox, { uidNext: true, highestModseq: true })).toEqual(before);
  expect(onDisk(folder)).toEqual(expected);
  await client.logout();
}); // prettier-ignore
