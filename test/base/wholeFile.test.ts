import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeWhole } from '../../src/base/wholeFile';
import { temporaryFolder } from '../support/folder';
import { asSomebodyElse } from '../support/somebodyElse';

test('takes the place of what was there, with the mode it is given, and leaves nothing beside it', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'config');
  writeFileSync(file, 'an older and longer text', { mode: 0o644 });
  writeWhole(file, Buffer.from('new'), 0o600);
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  expect(readdirSync(folder)).toEqual(['config']);
});

test('what cannot be put in its place is taken away again', () => {
  const folder = temporaryFolder();
  expect(() => {
    writeWhole(folder, Buffer.from('new'), 0o600);
  }).toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
  expect(readdirSync(join(folder, '..')).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a folder that may be written to and not be read takes a file', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'all.backup');
  chmodSync(folder, 0o300);
  await asSomebodyElse(folder, () => {
    writeWhole(file, Buffer.from('new'), 0o600);
  });
  chmodSync(folder, 0o700);
  expect(readFileSync(file, 'utf8')).toBe('new');
});
