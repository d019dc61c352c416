import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/base/errors';
import { Secret } from '../../src/base/secret';
import { changePassphrase, createVault, openVault } from '../../src/store';
import { putNew } from '../../src/store/vaultFile';
import { temporaryFolder } from '../support/folder';
import { seededRandom } from '../support/random';

const passphrase = (text: string) => Secret.fromText(text);
/** A thousandth of the real cost, which takes half a second by design. */
const cheap = { n: 128, r: 8, p: 1 };
const hex = (secret: Secret) => secret.use((bytes) => bytes.toString('hex'));

describe('the vault', () => {
  const dir = join(temporaryFolder(), 'data');
  const path = join(dir, 'vault.json');
  let key = '';
  let intact = '';

  beforeAll(() => {
    key = hex(createVault(dir, passphrase('correct horse'), seededRandom('vault')));
    intact = readFileSync(path, 'utf8');
  });

  const damagedBy = (change: (fields: Record<string, unknown>) => void) => {
    const fields = JSON.parse(intact) as Record<string, unknown>;
    change(fields);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'vault.json'), JSON.stringify(fields));
    return folder;
  };

  test('gives back the key it was made with', () => {
    expect(hex(openVault(dir, passphrase('correct horse')))).toBe(key);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
  });

  test('neither the key nor the passphrase can be read from its file', () => {
    const plain = Buffer.from(key, 'hex');
    expect(intact).not.toContain(plain.toString('base64'));
    expect(intact).not.toContain(key);
    expect(intact).not.toContain('horse');
  });

  test('other users of the machine can read neither folder nor file', () => {
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('a wrong passphrase is refused with a sentence, not with a wrong key', () => {
    expect(() => openVault(dir, passphrase('wrong horse'))).toThrow(UserError);
    expect(() => openVault(dir, passphrase(''))).toThrow('The passphrase is wrong.');
  });

  test('a second init does not overwrite the only key to the mail', () => {
    expect(() => createVault(dir, passphrase('other'), seededRandom('other'), cheap)).toThrow(
      'There is a vault already',
    );
    expect(readFileSync(path, 'utf8')).toBe(intact);
    expect(readdirSync(dir)).toEqual(['vault.json']);
  });

  test('a folder without a vault says what to do', () => {
    expect(() => openVault(temporaryFolder(), passphrase('x'))).toThrow('Run "nymbridge init" first');
  });

  test.each<[string, (fields: Record<string, unknown>) => void]>([
    ['without its salt', (fields) => delete fields.salt],
    ['with a short tag, which would be easier to forge', (fields) => (fields.tag = 'AAAA')],
    ['that asks for all the memory there is', (fields) => (fields.n = 2 ** 30)],
    ['with a cost that is no power of two', (fields) => (fields.n = 1000)],
    ['of a version to come', (fields) => (fields.version = 2)],
    ['with something slipped in', (fields) => (fields.extra = true)],
  ])('a file %s is called damaged at once', (_, change) => {
    expect(() => openVault(damagedBy(change), passphrase('correct horse'))).toThrow('is damaged');
  });

  test('a file that is no JSON, or far too long, is called damaged', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'vault.json'), '{"version":1,');
    expect(() => openVault(folder, passphrase('x'))).toThrow('is damaged');
    writeFileSync(join(folder, 'vault.json'), ' '.repeat(100_000));
    expect(() => openVault(folder, passphrase('x'))).toThrow('is damaged');
  });

  test('a changed parameter does not go unnoticed', () => {
    const cheaper = damagedBy((fields) => (fields.n = 1024));
    expect(() => openVault(cheaper, passphrase('correct horse'))).toThrow('The passphrase is wrong.');
  });
});

test.each(['EPERM', 'EOPNOTSUPP', 'ENOSYS'])(
  'a disk that knows no hard links (%s) takes a vault, and only one',
  (code) => {
    const dir = temporaryFolder();
    const [path, unfinished] = [join(dir, 'vault.json'), join(dir, 'vault.json.1.tmp')];
    const link = () => {
      throw Object.assign(new Error(code), { code });
    };
    writeFileSync(unfinished, 'first');
    putNew(unfinished, path, link);
    writeFileSync(unfinished, 'second');
    expect(() => {
      putNew(unfinished, path, link);
    }).toThrow('There is a vault already');
    expect(readFileSync(path, 'utf8')).toBe('first');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['vault.json']);
  },
);

describe('changing the passphrase', () => {
  const dir = temporaryFolder();
  const path = join(dir, 'vault.json');
  let key = '';

  beforeAll(() => {
    key = hex(createVault(dir, passphrase('old'), seededRandom('change'), cheap));
  });

  test('keeps the key, takes the new passphrase and no longer the old one', () => {
    changePassphrase(dir, passphrase('old'), passphrase('new'), seededRandom('again'), cheap);
    expect(hex(openVault(dir, passphrase('new')))).toBe(key);
    expect(() => openVault(dir, passphrase('old'))).toThrow('The passphrase is wrong.');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('with the wrong old passphrase changes nothing', () => {
    const before = readFileSync(path);
    expect(() => {
      changePassphrase(dir, passphrase('guess'), passphrase('mine'), seededRandom('x'), cheap);
    }).toThrow('The passphrase is wrong.');
    expect(readFileSync(path)).toEqual(before);
  });

  test('a change that died half-way leaves the old file, and no litter after the next', () => {
    const before = readFileSync(path);
    writeFileSync(join(dir, 'vault.json.4711.tmp'), before.subarray(0, 100), { mode: 0o600 });
    expect(hex(openVault(dir, passphrase('new')))).toBe(key);
    changePassphrase(dir, passphrase('new'), passphrase('newer'), seededRandom('y'), cheap);
    expect(readdirSync(dir)).toEqual(['vault.json']);
  });

  test('a disk that refuses the write leaves the old file as it is', () => {
    const folder = join(dir, 'blocked');
    mkdirSync(join(folder, `vault.json.${process.pid}.tmp`, 'in the way'), { recursive: true });
    writeFileSync(join(folder, 'vault.json'), readFileSync(path));
    chmodSync(folder, 0o700);
    expect(() => {
      changePassphrase(folder, passphrase('newer'), passphrase('newest'), seededRandom('z'), cheap);
    }).toThrow();
    expect(hex(openVault(folder, passphrase('newer')))).toBe(key);
  });
});
