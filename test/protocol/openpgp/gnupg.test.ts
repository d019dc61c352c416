import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { GnupgFiles } from '../../../src/nym';
import { lockSecretKey, open, readGnupgKey, readSecretKey, seal } from '../../../src/protocol/openpgp';
import { readFrames, tags } from '../../../src/protocol/openpgp/frames';
import { readKeybox } from '../../../src/protocol/openpgp/gnupg/keybox';
import { readSexp, writeSexp } from '../../../src/protocol/openpgp/gnupg/sexp';
import { bamboo, homeFiles, homeFolder } from '../../support/gnupg';
import type { Home } from '../../support/gnupg';

const panda = { address: 'panda@nym.test' };
const koala = { address: 'koala@nym.test' };
const now = new Date('2026-11-22T12:00:00Z');

const exported = (name: string): GnupgFiles => ({
  publicRings: [],
  secretRings: [readFileSync(join(homeFolder('open'), '..', name))],
  keyFiles: [],
});

/** Whether the key opens what is encrypted to it, and signs so that it verifies. */
async function works(files: GnupgFiles, wish: typeof panda, passphrase?: string): Promise<boolean> {
  const key = await readGnupgKey(files, wish, passphrase);
  const payload = Buffer.from('There is bamboo.');
  const message = await seal({ payload, recipients: [key.publicKey], signer: key, now });
  const again = await readSecretKey(key.binary());
  const opened = await open(message, {
    keys: [again],
    passphrases: [],
    signers: [key.publicKey],
    now,
    maxBytes: 1 << 20,
  });
  return opened.plaintext.equals(payload) && opened.signature.verdict === 'good';
}

describe('keys that GnuPG keeps', () => {
  test.each<[Home, typeof panda, string | undefined]>([
    ['open', panda, undefined],
    ['open', koala, undefined],
    ['locked', panda, bamboo],
    ['locked', koala, bamboo],
    ['locked-cbc', panda, bamboo],
    ['locked-cbc', koala, bamboo],
    ['imported', panda, bamboo],
    ['imported', koala, bamboo],
    ['gpg1', panda, bamboo],
    ['gpg1', { address: 'dingo@nym.test' }, undefined],
  ])('home %s gives the key for %j, and it works', async (home, wish, passphrase) => {
    expect(await works(homeFiles(home), wish, passphrase)).toBe(true);
  });

  test.each([
    ['koala.asc', koala],
    ['gpg1.asc', panda],
  ])('the export %s gives the key for %j, and it works', async (name, wish) => {
    expect(await works(exported(name), wish, bamboo)).toBe(true);
  });

  test('an address counts whatever its case', async () => {
    const { publicKey } = await readGnupgKey(homeFiles('open'), { address: 'Panda@NYM.test' });
    expect(publicKey.userIds).toEqual(['Panda <panda@nym.test>']);
  });

  test('the public ring says what is newer than the old secret ring', async () => {
    const { publicRings, secretRings } = homeFiles('gpg1');
    const alone = await readGnupgKey({ publicRings: [], secretRings, keyFiles: [] }, panda, bamboo);
    const both = await readGnupgKey({ publicRings, secretRings, keyFiles: [] }, panda, bamboo);
    expect(both.publicKey.fingerprint).toBe(alone.publicKey.fingerprint);
  });
});

describe('what is refused, in a sentence', () => {
  const refusal = (files: GnupgFiles, wish: { address: string; fingerprint?: string }, passphrase?: string) =>
    readGnupgKey(files, wish, passphrase).then(
      () => 'nothing was refused',
      (error: unknown) => String(error),
    );

  test.each<Home>(['locked', 'locked-cbc', 'imported', 'gpg1'])('another passphrase, in home %s', async (home) => {
    expect(await refusal(homeFiles(home), panda, 'bambus')).toContain('The passphrase does not unlock the secret key.');
    expect(await refusal(homeFiles(home), panda)).toContain('The secret key is locked: give its passphrase.');
  });

  test('an address that no key has: it says which there are', async () => {
    const sentence = await refusal(homeFiles('open'), { address: 'emu@nym.test' });
    expect(sentence).toContain('There is no key for emu@nym.test here. The secret keys here are for');
    expect(sentence).toContain('panda@nym.test');
    expect(sentence).toContain('koala@nym.test');
  });

  test('a key of which the secret half is not there', async () => {
    const files = { ...homeFiles('open'), keyFiles: [] };
    expect(await refusal(files, panda)).toContain('only the public half is here');
  });

  test('several keys for the address, unless one is named by its fingerprint', async () => {
    const sentence = await refusal(homeFiles('several'), panda);
    const [first = '', second = ''] = sentence.match(/[0-9A-F]{40}/g) ?? [];
    expect(sentence).toContain('Say which by its fingerprint.');
    for (const fingerprint of [first, second, first.slice(-16).toLowerCase(), first.replace(/.{4}/g, '$& ')]) {
      const key = await readGnupgKey(homeFiles('several'), { ...panda, fingerprint });
      expect(key.publicKey.fingerprint).toBe(fingerprint === second ? second : first);
    }
    expect(await refusal(homeFiles('several'), { ...panda, fingerprint: first.slice(-8) })).toContain(
      'has that fingerprint',
    );
  });

  test('a primary key that was kept elsewhere', async () => {
    expect(await refusal(homeFiles('offline'), panda)).toContain('The secret half of the primary key');
  });

  test('a subkey without which mail cannot be read', async () => {
    const files = homeFiles('open');
    const sentences = await Promise.all(
      files.keyFiles.map((_, i) =>
        refusal({ ...files, keyFiles: files.keyFiles.filter((_file, j) => j !== i) }, panda),
      ),
    );
    expect(sentences.filter((one) => one.includes('subkey that mail is encrypted to'))).toHaveLength(1);
  });

  test('a key on a smartcard, as the agent and GnuPG 1.4 say so', async () => {
    const files = homeFiles('open');
    const keyFiles = files.keyFiles.map((bytes) => Buffer.from(onCard(Buffer.from(bytes).toString('latin1'))));
    expect(await refusal({ ...files, keyFiles }, panda)).toContain('on a smartcard');
  });

  test('half a keybox', async () => {
    const files = homeFiles('open');
    const publicRings = files.publicRings.map((bytes) => bytes.subarray(0, bytes.length / 2));
    expect(await refusal({ ...files, publicRings }, panda)).toContain(
      'The keybox (pubring.kbx) is damaged or cut off.',
    );
  });

  test('half a secring', async () => {
    const files = homeFiles('gpg1');
    const secretRings = files.secretRings.map((bytes) => bytes.subarray(0, bytes.length / 2));
    expect(await refusal({ ...files, secretRings }, panda, bamboo)).toContain('The key ring is damaged or cut off');
  });

  test('half a key file, where that is the one', async () => {
    const files = homeFiles('open');
    const cut = files.keyFiles.map((bytes) => bytes.subarray(0, bytes.length / 2));
    expect(await refusal({ ...files, keyFiles: cut }, panda)).toContain(
      'A file of a secret key is damaged or cut off.',
    );
    for (const [one] of files.keyFiles.entries()) {
      const keyFiles = files.keyFiles.map((bytes, i) => (i === one ? bytes.subarray(0, 100) : bytes));
      const sentence = await refusal({ ...files, keyFiles }, panda);
      expect(sentence).toMatch(/A file of a secret key is damaged or cut off\.|nothing was refused/);
    }
  });

  test('a file that is no key at all', async () => {
    const files = { publicRings: [], secretRings: [Buffer.from('Dear Panda,\n')], keyFiles: [] };
    expect(await refusal(files, panda)).toContain('There is no OpenPGP key in this file.');
  });

  test('secret numbers that were changed, locked or not', async () => {
    for (const home of ['open', 'locked', 'locked-cbc'] as const) {
      const files = homeFiles(home);
      const keyFiles = files.keyFiles.map((bytes) => flipLast(Buffer.from(bytes)));
      expect(await refusal({ ...files, keyFiles }, panda, bamboo)).toMatch(
        /do not belong together|does not unlock|was changed|damaged/,
      );
    }
  });
});

test('a locked key of ours opens again, and with another passphrase does not', async () => {
  const key = await readGnupgKey(homeFiles('open'), koala);
  const locked = await lockSecretKey(key, 'gum tree');
  expect((await readSecretKey(Buffer.from(locked), 'gum tree')).binary()).toEqual(key.binary());
  await expect(readSecretKey(Buffer.from(locked), 'gum')).rejects.toThrow('does not unlock');
});

describe('S-expressions', () => {
  test.each([
    ['(3:foo(1:a2:bc))', '(3:foo(1:a2:bc))'],
    ['(foo (a "bc"))', '(3:foo(1:a2:bc))'],
    ['(foo #61 62\n63#)', '(3:foo3:abc)'],
    ['(foo |YWJj|)', '(3:foo3:abc)'],
    ['("a\\n\\x41\\"")', '(4:a\nA")'],
    ['(a)rest', '(1:a)'],
    ['()', '()'],
  ])('%j is read', (text, canonical) => {
    expect(writeSexp(readSexp(Buffer.from(text))).toString()).toBe(canonical);
  });

  test.each([
    '',
    'a',
    ')',
    '(',
    '(a',
    '(9:a)',
    '(99999999999999999999:a)',
    '(a #6#)',
    '(a #6g#)',
    '(a "b)',
    '(a "\\q")',
    '('.repeat(17) + ')'.repeat(17),
  ])('%j is refused', (text) => {
    expect(() => readSexp(Buffer.from(text))).toThrow('damaged or cut off');
  });
});

/** As the agent writes it for a key that has gone to a card. */
function onCard(file: string): string {
  const secret = file.search(/\(d\s/);
  return `${file.slice(0, secret).replace('(private-key', '(shadowed-private-key')}(shadowed t1-v1 (#D276000124# OPENPGP.1))))\n`;
}

/** One bit of the last number. */
function flipLast(bytes: Buffer): Buffer {
  const at =
    bytes[0] === 0x28 ? bytes.length - 60 : bytes.lastIndexOf(0x23, bytes.lastIndexOf('protected-at') - 20) - 8;
  const copy = Buffer.from(bytes);
  copy[at] = copy[at] === 0x31 ? 0x32 : 0x31;
  return copy;
}

test('a key that a stranger has hung thousands of signatures and subkeys on is refused before they are verified', async () => {
  const files = homeFiles('open');
  const [ring = Buffer.alloc(0)] = files.publicRings;
  const [key = Buffer.alloc(0)] = readKeybox(Buffer.from(ring));
  const forged = (raw: Buffer) => Buffer.concat([raw.subarray(0, -1), Buffer.of((raw.at(-1) ?? 0) ^ 1)]);
  const times = (count: number, parts: readonly Buffer[]) => Array.from({ length: count }, () => parts).flat();
  const [primary, userId, own, subkey, binding] = [...readFrames(key)].flatMap(({ tag, raw }) =>
    tag === tags.trust ? [] : [raw],
  );
  if (!primary || !userId || !own || !subkey || !binding) throw new Error('the home has another key');
  const flooded = [primary, userId, own, ...times(1000, [forged(own)]), ...times(70, [subkey, binding])];
  // to verify all of it takes half a minute: longer than a test may
  await expect(readGnupgKey({ ...files, publicRings: [Buffer.concat(flooded)] }, panda)).rejects.toMatchObject({
    code: 'too-large',
  });
});
