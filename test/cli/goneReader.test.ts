import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { openTerminal } from '../../src/cli/terminal';

const main = join(__dirname, '../../dist/main.js');

test('a reader that has gone is no crash with a stack trace', async () => {
  const child = spawn(process.execPath, [main, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const status = await new Promise((resolve) => child.once('close', resolve));
  expect({ status, said }).toEqual({ status: 0, said: '' });
});

test('a disk that is full is not passed over', () => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  openTerminal({ stdin, stdout, stderr }, {});
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  expect(() => stdout.emit('error', full)).toThrow(full);
  expect(() => stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).not.toThrow();
});
