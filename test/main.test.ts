import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { version } from '../src/bridge/version';

const main = join(__dirname, '../dist/main.js');

test('the first line starts the program: a system gives all that follows the interpreter as one word', () => {
  const [, interpreter = '', word = ''] = /^#!(\S+) (.*)/.exec(readFileSync(main, 'utf8')) ?? [];
  const { status, stdout } = spawnSync(interpreter, [word, main, '--version'], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: `${version}\n` });
});

test('Node knows the options of the first line, and makes the young generation as large as they say', () => {
  const flags = /^#!.* node (.*)/.exec(readFileSync(main, 'utf8'))?.[1]?.split(' ') ?? [];
  const young = `v8.getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 1048576`;
  const fill =
    'let kept = []; for (let i = 0; i < 3e6; i++) { kept.push({ i }); if (kept.length > 100_000) kept = []; }';
  const { stdout } = spawnSync(process.execPath, [...flags, '-p', `${fill} ${young}`], { encoding: 'utf8' });
  expect(Number(stdout)).toBeLessThanOrEqual(8);
});
