import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { checkDisk, judgeSpace } from '../../../src/bridge/doctor/disk';
import { checkModes } from '../../../src/bridge/doctor/modes';
import { checkPassphraseFile } from '../../../src/bridge/doctor/passphraseFile';
import { openedOutside, only } from '../../support/doctor';
import { temporaryFolder } from '../../support/folder';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function opened(config = '', passphraseFile?: string) {
  const one = openedOutside(config, passphraseFile === undefined ? {} : { passphraseFile });
  ends.push(one.end);
  return one;
}

describe('the passphrase file', () => {
  function fileWith(mode: number): string {
    const file = join(temporaryFolder(), 'passphrase');
    writeFileSync(file, 'correct horse\n');
    chmodSync(file, mode);
    return file;
  }

  test.each([0o600, 0o400])('of mode %o is closed', async (mode) => {
    expect(only(await opened('', fileWith(mode)).look(checkPassphraseFile)).verdict).toBe('good');
  });

  test.each([0o644, 0o640, 0o602])('of mode %o gives everything away', async (mode) => {
    const file = fileWith(mode);
    const { verdict, finding, next } = only(await opened('', file).look(checkPassphraseFile));
    expect(verdict).toBe('bad');
    expect(finding).toContain(`mode 0${mode.toString(8)}`);
    expect(next).toContain(`chmod 600 ${file}`);
  });

  test('is none: nothing to close', async () => {
    expect(only(await opened().look(checkPassphraseFile)).verdict).toBe('good');
    expect(only(await opened('', '/dev/null').look(checkPassphraseFile)).verdict).toBe('good');
  });
});

describe('configuration and data', () => {
  test('as they are made are closed', async () => {
    expect(only(await opened().look(checkModes)).verdict).toBe('good');
  });

  test('without a password in it, a configuration that others read tells of hosts only', async () => {
    const one = opened();
    chmodSync(one.patient.paths.config, 0o644);
    expect(only(await one.look(checkModes))).toMatchObject({ verdict: 'warning', check: 'files' });
  });

  const host = 'host = "news.example"\nport = 563\nsecurity = "tls"\nuser = "a"\npassword = "b"\n';
  test.each([
    ['of a news server', `[[news]]\n${host}`],
    ['of a relay', `[transport.relay]\ntype = "smtp"\n${host}`],
    ['for a program', '[transport.mix]\ntype = "command"\ncommand = ["mix"]\nenvironment = { MIXPASS = "b" }\n'],
  ])('a password %s that others read is bad', async (_of, config) => {
    const one = opened(config);
    chmodSync(one.patient.paths.config, 0o640);
    const { verdict, next } = only(await one.look(checkModes));
    expect(verdict).toBe('bad');
    expect(next).toBe(`Close them: chmod go-rwx ${one.patient.paths.config}`);
  });

  test('a vault that others may put in the place of ours is bad, whoever reads it', async () => {
    const one = opened();
    chmodSync(join(one.patient.paths.data, 'vault.json'), 0o620);
    expect(only(await one.look(checkModes))).toMatchObject({ verdict: 'bad' });
  });

  test('letters laid down where others look are told of', async () => {
    const folder = join(temporaryFolder(), 'out');
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    const one = opened(`[transport.stick]\ntype = "folder"\npath = "${folder}"\n`);
    const { verdict, finding } = only(await one.look(checkModes));
    expect(verdict).toBe('warning');
    expect(finding).toContain(folder);
  });
});

describe('disk space', () => {
  const mib = 1024 * 1024;

  test('is asked of the disk that holds the data', async () => {
    expect(only(await opened().look(checkDisk)).finding).toMatch(/^[\d.]+ [GM]iB are free; the database has 0 MiB\.$/);
  });

  test.each([
    ['for a large mail is too small', 100 * mib, 0, 'bad'],
    ['for mail and no more is a warning', 500 * mib, 0, 'warning'],
    ['for mail but no backup is a warning', 2000 * mib, 3000 * mib, 'warning'],
    ['for both is good', 2000 * mib, 1500 * mib, 'good'],
  ])('%s', (_name, free, database, verdict) => {
    expect(judgeSpace(free, database).verdict).toBe(verdict);
  });
});
