import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { OpenPgpError, open, openByPassphrase, sealByPassphrase, sealSymmetric } from '../../../src/protocol/openpgp';
import { seededRandom } from '../../support/random';

/** A file that GnuPG encrypted with the passphrase `burrow`. */
const file = readFileSync(join(__dirname, '../../golden/ephemeral/pyaxo.db'));
const wishes = { passphrases: [Buffer.from('burrow')], maxBytes: 100_000, maxHashBytes: 2 ** 26 };
const now = new Date('2026-11-22T00:00:00Z');
const around = { random: seededRandom('byPassphrase'), now };

async function failure(bytes: Buffer, changed: Partial<typeof wishes> = {}): Promise<string> {
  return openByPassphrase(bytes, { ...wishes, ...changed }).then(
    () => 'opened',
    (error: unknown) => (error instanceof OpenPgpError ? error.code : String(error)),
  );
}

describe('one layer under a passphrase', () => {
  test('what GnuPG wrote opens, and which passphrase did it is told', async () => {
    const passphrases = [Buffer.from('bamboo'), Buffer.from('burrow')];
    const { plaintext, passphraseIndex } = await openByPassphrase(file, { ...wishes, passphrases });
    expect(plaintext.toString('latin1', 0, 17)).toBe('BEGIN TRANSACTION');
    expect(passphraseIndex).toBe(1);
  });

  test.each([0, 1, 38, 20_000, 100_000])(
    'what is written of %i bytes opens here and by any OpenPGP program',
    async (length) => {
      const payload = around.random.bytes(length);
      const sealed = await sealByPassphrase(payload, Buffer.from('burrow'), around);
      expect((await openByPassphrase(sealed, wishes)).plaintext).toEqual(payload);
      const opened = await open(sealed, { keys: [], passphrases: ['burrow'], signers: [], now });
      expect(opened.plaintext).toEqual(payload);
    },
  );

  test('what is inside is not looked into', async () => {
    const inner = await sealSymmetric({ payload: Buffer.from('hi'), passphrase: 'bamboo', now });
    const sealed = await sealByPassphrase(inner, Buffer.from('burrow'), around);
    expect((await openByPassphrase(sealed, wishes)).plaintext).toEqual(inner);
  });

  test('everything else is refused by name', async () => {
    expect(await failure(file, { passphrases: [Buffer.from('bamboo')] })).toBe('wrong-passphrase');
    expect(await failure(file, { passphrases: [] })).toBe('wrong-passphrase');
    expect(await failure(file, { maxBytes: 100 })).toBe('too-large');
    expect(await failure(file, { maxHashBytes: 1000 })).toBe('too-costly');
    expect(await failure(file.subarray(0, -1))).toBe('altered');
    expect(await failure(Buffer.concat([file, file]))).toBe('not-openpgp');
    expect(await failure(Buffer.concat([file, Buffer.from([0])]))).toBe('altered');
    expect(await failure(Buffer.alloc(0))).toBe('not-openpgp');
    const plainS2k = Buffer.concat([Buffer.from([0x8c, 4, 4, 9, 0, 8]), file.subarray(15)]);
    expect(await failure(plainS2k)).toBe('not-openpgp');
  });
});
