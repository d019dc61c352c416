import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { findPaths, makePrivateFolder } from '../../src/bridge/paths';
import { temporaryFolder } from '../support/folder';

const mode = (path: string) => statSync(path).mode & 0o777;

test('NYMBRIDGE_HOME puts configuration and data into one folder', () => {
  expect(findPaths({ NYMBRIDGE_HOME: '/home/alice/nym' })).toEqual({
    config: resolve('/home/alice/nym/nymbridge.toml'),
    data: resolve('/home/alice/nym/data'),
    certificate: resolve('/home/alice/nym/certificate.pem'),
  });
});

test('an empty NYMBRIDGE_HOME does not strew files over the folder one happens to be in', () => {
  expect(findPaths({ NYMBRIDGE_HOME: '' })).toEqual(findPaths({}));
});

test('a relative NYMBRIDGE_HOME is told in full', () => {
  expect(findPaths({ NYMBRIDGE_HOME: 'nym' }).data).toBe(resolve('nym/data'));
});

test('a new folder is its owner’s alone, also above it, whatever the umask', () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  const before = process.umask(0);
  try {
    makePrivateFolder(folder);
  } finally {
    process.umask(before);
  }
  expect([mode(folder), mode(join(folder, '..'))]).toEqual([0o700, 0o700]);
});

test('a folder that is there is not shut to those who may use it: it may be /tmp', () => {
  const folder = join(temporaryFolder(), 'shared');
  mkdirSync(folder);
  const before = mode(folder);
  makePrivateFolder(folder);
  expect(mode(folder)).toBe(before);
});
