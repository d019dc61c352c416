import fs, { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { folderTransport } from '../../../src/outgoing/transport/folder';
import { seededRandom } from '../../support/random';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'nymbridge-folder-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const parcel = { purpose: 'nym-1', to: 'send@nym.test', source: Buffer.from('To: send@nym.test\n\narmor\n') };

const folder = (path: string) => folderTransport(path, seededRandom('folder'));

describe('a folder as the way out', () => {
  test('gets each letter as a whole file for its owner only, under a name that tells nothing', async () => {
    const path = join(home, 'out');
    expect(await folder(path).send(parcel)).toEqual({ result: 'taken' });
    const [name = '', ...others] = readdirSync(path);
    expect(others).toEqual([]);
    expect(name).toMatch(/^[0-9a-f]{24}\.eml$/);
    expect(readFileSync(join(path, name))).toEqual(parcel.source);
    expect(statSync(join(path, name)).mode & 0o777).toBe(0o600);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  test('that cannot be written is tried again later', async () => {
    const path = join(home, 'file');
    writeFileSync(path, '');
    expect(await folder(path).send(parcel)).toMatchObject({ result: 'later' });
    expect(await folder(path).check()).toMatchObject({ result: 'later' });
  });

  test('that cannot be flushed may have the letter: it is not written again under another name', async () => {
    const flush = jest.spyOn(fs, 'fsyncSync').mockImplementation(() => {
      throw Object.assign(new Error('EIO'), { code: 'EIO' });
    });
    const outcome = await folder(join(home, 'out')).send(parcel);
    flush.mockRestore();
    expect(outcome).toMatchObject({ result: 'unknown', code: 'EIO' });
    expect(readdirSync(join(home, 'out'))).toHaveLength(1);
  });

  test('can be checked without a letter', async () => {
    expect(await folder(join(home, 'new')).check()).toEqual({ result: 'taken' });
    expect(readdirSync(join(home, 'new'))).toEqual([]);
  });
});
