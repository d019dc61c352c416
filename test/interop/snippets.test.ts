import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { alice, bob, type Circle, openCircle } from '../support/circle';
import { until } from '../support/mailClient';
import { feed } from './feed';
import { useFixedPorts } from './fixedPorts';

const run = promisify(execFile);

// The lines that `nymbridge account --snippet` prints, as they are, in the programs they are for.

let circle: Circle;

beforeAll(async () => {
  circle = await openCircle();
  await useFixedPorts(circle);
  await circle.home.serve();
});
afterAll(() => circle.remove());

/** A home of its own for each program. */
function environmentOf(program: string): NodeJS.ProcessEnv & { HOME: string } {
  const home = join(circle.home.folder, `home-${program}`);
  mkdirSync(home, { recursive: true });
  return { ...process.env, HOME: home, TERM: 'xterm' };
}

/** The snippet in a file of its own, where the program looks for one that only its owner can read. */
async function snippet(program: string): Promise<string> {
  const { out, error } = await circle.home.run('account', alice, '--snippet', program, '--with-password');
  expect(error).toBe('');
  const file = join(circle.home.folder, `${program}.conf`);
  writeFileSync(file, out, { mode: 0o600 });
  return file;
}

function letterTo(subject: string): Promise<string> {
  return until(`the letter "${subject}"`, () =>
    circle.world.outside.received
      .map(({ source }) => source.toString('latin1'))
      .find((source) => source.includes(`\nSubject: ${subject}\n`)),
  );
}

/** The mails of a Maildir folder, once there are some. */
function subjectsIn(folder: string): string[] {
  const files = ['cur', 'new'].flatMap((part) =>
    readdirSync(join(folder, part)).map((name) => join(folder, part, name)),
  );
  return files.map((file) => /^Subject: (.*)\r?$/m.exec(readFileSync(file, 'latin1'))?.[1] ?? '').sort();
}

test('msmtp sends', async () => {
  const mail = `From: ${alice}\nTo: ${bob}\nSubject: by msmtp\n\nHello Bob.\n`;
  // the nym is not confirmed at first: the letter waits for that
  await feed(mail, { env: environmentOf('msmtp') }, 'msmtp', '-C', await snippet('msmtp'), '-a', alice, bob);
  expect(await letterTo('by msmtp')).toContain(`From: Panda Bear <${alice}>`);
});

test('neomutt sends, and reads', async () => {
  const config = await snippet('neomutt');
  const file = join(circle.home.folder, 'notes.txt');
  const notes = 'Grün ist er.\n';
  writeFileSync(file, notes);
  const env = { ...environmentOf('neomutt'), LANG: 'C.UTF-8' };
  await feed('Hello Bob.\n', { env }, 'neomutt', '-n', '-F', config, '-s', 'by neomutt', '-a', file, '--', bob);
  const letter = await letterTo('by neomutt');
  expect(letter).not.toMatch(/mutt\//i);
  expect(letter).toContain(`\n${Buffer.from(notes).toString('base64')}\n`);
  const shown = join(circle.home.folder, 'shown.txt');
  const push = `<search>msmtp<enter><pipe-message>cat > ${shown}<enter><quit>`;
  const words = `neomutt -n -F ${config} -e 'set quit=yes wait_key=no' -e 'push "${push}"'`;
  await until('the answer', async () => {
    await run('timeout', ['30', 'script', '-qec', words, '/dev/null'], { env: environmentOf('neomutt') });
    return readdirSync(circle.home.folder).includes('shown.txt') || undefined;
  });
  expect(readFileSync(shown, 'latin1')).toContain('Thank you for your mail');
});

test('mbsync brings all mail down', async () => {
  const environment = environmentOf('mbsync');
  const folder = join(environment.HOME, 'Mail', alice);
  mkdirSync(folder, { recursive: true });
  await run('mbsync', ['-c', await snippet('mbsync'), '-a', '-q'], { env: environment });
  expect(subjectsIn(join(folder, 'INBOX'))).toEqual(['Re: by msmtp', 'Re: by neomutt']);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['Sent', 'Drafts', 'Nym Server']));
});

test('OfflineIMAP brings all mail down, and will not talk to somebody else on the port', async () => {
  const environment = environmentOf('offlineimap');
  const file = await snippet('offlineimap');
  const sync = (config: string) => run('offlineimap', ['-c', config, '-o', '-u', 'basic'], { env: environment });
  const text = readFileSync(file, 'utf8');
  const other = join(circle.home.folder, 'other.conf');
  writeFileSync(other, text.replace(/(?<=cert_fingerprint = ).{8}/, '00000000'), { mode: 0o600 });
  const { stdout, stderr } = await sync(other).then(
    () => ({ stdout: 'it synchronised', stderr: '' }),
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  expect(stdout + stderr).toMatch(/fingerprint/i);
  await sync(file);
  expect(subjectsIn(join(environment.HOME, 'Mail', alice, 'INBOX'))).toEqual(['Re: by msmtp', 'Re: by neomutt']);
});
