import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type SetupFile, writePrivateFile, writePrivateFolder } from '../../../src/bridge/setup/write';
import { temporaryFolder } from '../../support/folder';

const mark = { file: 'mark', text: '// ours' };
const files: readonly SetupFile[] = [
  { name: 'mark', content: '// ours, and more\n' },
  { name: 'a.db', database: [['CREATE TABLE t (a)'], ['INSERT INTO t VALUES (?)', Uint8Array.of(1)]] },
];
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('a folder', () => {
  test('is for its owner only, and so is all that is in it', () => {
    const folder = join(temporaryFolder(), 'profile');
    writePrivateFolder(folder, files, mark, false);
    expect(modeOf(folder)).toBe(0o700);
    expect(readdirSync(folder).sort()).toEqual(['a.db', 'mark']);
    expect(readdirSync(folder).map((name) => modeOf(join(folder, name)))).toEqual([0o600, 0o600]);
    expect(readFileSync(join(folder, 'a.db'), 'latin1')).toMatch(/^SQLite format 3/);
  });

  test('takes the place of an empty one that all could enter', () => {
    const folder = join(temporaryFolder(), 'profile');
    mkdirSync(folder, { mode: 0o755 });
    writePrivateFolder(folder, files, mark, false);
    expect(modeOf(folder)).toBe(0o700);
  });

  test('is not there at all when one of its files cannot be written', () => {
    const parent = temporaryFolder();
    const broken: SetupFile = { name: 'b.db', database: [['CREATE NONSENSE']] };
    expect(() => {
      writePrivateFolder(join(parent, 'profile'), [...files, broken], mark, false);
    }).toThrow();
    expect(readdirSync(parent)).toEqual([]);
  });

  test('of somebody else is left alone, with --force too', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'prefs.js'), 'theirs');
    for (const force of [false, true])
      expect(() => {
        writePrivateFolder(folder, [{ name: 'prefs.js', content: 'ours' }], mark, force);
      }).toThrow('has something in it that nymbridge did not write');
    expect(readFileSync(join(folder, 'prefs.js'), 'utf8')).toBe('theirs');
  });

  test('of our own is written over with --force only, and keeps what else is in it', () => {
    const folder = join(temporaryFolder(), 'profile');
    writePrivateFolder(folder, files, mark, false);
    writeFileSync(join(folder, 'mine'), 'kept');
    const next: readonly SetupFile[] = [{ name: 'mark', content: '// ours, again\n' }];
    expect(() => {
      writePrivateFolder(folder, next, mark, false);
    }).toThrow('is there already');
    writePrivateFolder(folder, next, mark, true);
    expect(readFileSync(join(folder, 'mark'), 'utf8')).toBe('// ours, again\n');
    expect(readdirSync(folder).sort()).toEqual(['a.db', 'mark', 'mine']);
  });

  test('that Thunderbird has open is left alone, and one that it had open when it died is not', () => {
    const folder = join(temporaryFolder(), 'profile');
    writePrivateFolder(folder, files, mark, false);
    symlinkSync(`127.0.0.1:+${process.pid}`, join(folder, 'lock'));
    expect(() => {
      writePrivateFolder(folder, files, mark, true);
    }).toThrow('Close it first');
    const other = join(temporaryFolder(), 'profile');
    writePrivateFolder(other, files, mark, false);
    symlinkSync(`127.0.0.1:+${spawnSync('true').pid}`, join(other, 'lock'));
    writePrivateFolder(other, files, mark, true);
  });
});

describe('a file', () => {
  test('is for its owner only, also where it takes the place of one that was not', () => {
    const file = join(temporaryFolder(), 'config.xml');
    writePrivateFile(file, 'one', false);
    expect(modeOf(file)).toBe(0o600);
    const open = join(temporaryFolder(), 'open.xml');
    writeFileSync(open, 'old', { mode: 0o644 });
    writePrivateFile(open, 'new', true);
    expect([modeOf(open), readFileSync(open, 'utf8')]).toEqual([0o600, 'new']);
  });

  test('is not written over, and leaves nothing beside it', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'config.xml');
    writePrivateFile(file, 'one', false);
    expect(() => {
      writePrivateFile(file, 'two', false);
    }).toThrow('--force');
    expect(() => {
      writePrivateFile(join(folder, 'none', 'config.xml'), 'two', true);
    }).toThrow('There is no folder');
    expect(readFileSync(file, 'utf8')).toBe('one');
    expect(readdirSync(folder)).toEqual(['config.xml']);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
