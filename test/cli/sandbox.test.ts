import { execFile, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/folder';

const main = join(__dirname, '../../dist/main.js');

test('Ctrl-C while the sandbox starts ends it at once, with a word, and leaves no file', async () => {
  const folder = temporaryFolder();
  const child = spawn(process.execPath, [main, 'sandbox'], { env: { ...process.env, TMPDIR: folder } });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  child.stdout.once('data', () => child.kill('SIGINT'));
  const status = await new Promise((resolve) => child.once('close', resolve));
  expect({ status, said }).toEqual({ status: 130, said: 'nymbridge: Interrupted. Nothing is left of the sandbox.\n' });
  expect(readdirSync(folder)).toEqual([]);
});

test('--json gives a script the settings and the end, a line each, and nothing else', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, 'sandbox', '--once', '--json']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { account: expect.objectContaining({ 'user name': 'panda@nym.test' }) },
    { arrived: true },
  ]);
}, 60_000);

test.each(['yamn:hazel,*,cedar', 'mixmaster'])(
  '--chain %s sends the letter through remailers, and it comes back',
  async (chain) => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      ...[main, 'sandbox', '--once', '--json', '--chain', chain],
    ]);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('{"arrived":true}');
    // the request that makes the nym, and the letter: three hops each
    expect(stderr.match(/has taken a packet/g)).toHaveLength(6);
  },
  60_000,
);

test.each(['yamn:*,nobody', 'mixmaster:nobody,*'])(
  '--chain %s, which cannot be drawn, is refused with the reason, and nothing waits',
  async (chain) => {
    const sandbox = promisify(execFile)(process.execPath, [main, 'sandbox', '--once', '--chain', chain]);
    await expect(sandbox).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^nymbridge: No letter can go by this --chain\. No remailer/),
    });
  },
  60_000,
);
