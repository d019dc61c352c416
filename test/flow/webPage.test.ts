import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/folder';
import { makeHomeOfNyms } from '../support/nymStates';
import { end } from '../support/program';

const main = join(__dirname, '../../dist/main.js');
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of ends.splice(0)) await one();
});

/** The compiled program at work in a home of nyms, with its web page on any free port. */
async function serve() {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(home);
  await makeHomeOfNyms(home);
  appendFileSync(join(home, 'nymbridge.toml'), '[imap]\nport = 0\n[smtp]\nport = 0\n[web]\nport = 0\n');
  const env = { ...process.env, NYMBRIDGE_HOME: home, NYMBRIDGE_PASSPHRASE: 'correct horse' };
  const start = (...words: string[]) =>
    spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const account = JSON.parse(await text(start('account', 'all', '--json').stdout)) as { password: string };
  const running = start('run', '--json');
  ends.push(() => end(running, 'SIGTERM'));
  for await (const line of createInterface(running.stdout)) {
    const { listening } = JSON.parse(line) as { listening: { purpose: string; port: number }[] };
    const port = listening.find(({ purpose }) => purpose.startsWith('Web page'))?.port ?? 0;
    return { port, password: account.password, ca: readFileSync(join(home, 'certificate.pem')) };
  }
  throw new Error('run said nothing');
}

test('a browser on this machine sees by https which nyms there are, and which has ended with its key', async () => {
  const { port, password, ca } = await serve();
  const page = await new Promise<string>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/', ca, auth: `all:${password}` }, (response) => {
      text(response).then(resolve, reject);
    }).on('error', reject);
  });
  expect(page).toContain('<td>panda@nym.test</td><td>active</td>');
  expect(page).toMatch(/<li class="warning">eagle@nym\.test has ended with its key\./);
}, 60_000);
