import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateKey, open, readPublicKey, readSecretKey, seal, sealSymmetric } from '../../src/protocol/openpgp';
import type { KeyAlgorithm, PublicKey, SecretKey } from '../../src/protocol/openpgp';
import { decodeBody, encodeQuotedPrintable, readStructure } from '../../src/protocol/mime';
import { armoredSecretKey, secretKey } from '../support/keys';
import { payloadOf, submitted, usual } from '../support/letters';
import { openGpg } from './gpg';

// GnuPG as Debian has it plays the nym server: in a home folder of its own, with its own agent.
const { home, run: gpg, remove } = openGpg();
const now = new Date('2026-11-22T12:00:00Z');
const text = 'From: bob@example.org\nSubject: Grüße\n\nEine Zeile.\nFrom here on.\n'.repeat(30);
const payload = Buffer.from(text);
let alice: SecretKey, carol: SecretKey;

/** A key made by gpg from its parameters, unlocked unless they say otherwise; gives its public half. */
function gpgKey(email: string, kind: string[], lock = '%no-protection'): Promise<PublicKey> {
  const lines = [...kind, `Name-Email: ${email}`, 'Expire-Date: 0', lock, '%commit', ''];
  gpg(['--pinentry-mode', 'loopback', '--gen-key'], Buffer.from(lines.join('\n')));
  return readPublicKey(gpg(['--export', email]).out);
}

const rsa = ['Key-Type: RSA', 'Key-Length: 2048', 'Subkey-Type: RSA', 'Subkey-Length: 2048'];
/** As old servers have. */
const dsa = ['Key-Type: DSA', 'Key-Length: 1024', 'Subkey-Type: ELG-E', 'Subkey-Length: 1024'];

beforeAll(async () => {
  alice = await secretKey('alice');
  carol = await secretKey('carol');
  for (const owner of ['alice', 'carol', 'server'] as const) gpg(['--import'], armoredSecretKey(owner));
});

afterAll(() => {
  remove();
});

describe('gpg opens what we seal', () => {
  test.each(['zlib', 'none'] as const)('signed and encrypted, compression %s', async (compression) => {
    const server = (await secretKey('server')).publicKey;
    for (const signer of [alice, carol])
      for (const wildcard of [false, true]) {
        const message = await seal({ payload, recipients: [server], signer, wildcard, compression, now });
        const { out, status } = gpg(['--decrypt'], message);
        expect(out).toEqual(payload);
        expect(status).toContain(`VALIDSIG ${signer.publicKey.fingerprint}`);
        expect(status).toContain('GOODMDC');
        expect(status).toContain('DECRYPTION_INFO 2 9');
      }
  });

  test('to an ECC key', async () => {
    const message = await seal({ payload, recipients: [carol.publicKey], signer: alice, now });
    const { out, status } = gpg(['--decrypt'], message);
    expect(out).toEqual(payload);
    expect(status).toContain('GOODSIG');
  });

  test('with a passphrase', async () => {
    const message = await sealSymmetric({ payload, passphrase: 'grüner Bambus', now });
    const { out, status } = gpg(['--pinentry-mode', 'loopback', '--passphrase', 'grüner Bambus', '--decrypt'], message);
    expect(out).toEqual(payload);
    expect(status).toContain('GOODMDC');
  });

  test('for keys of its own: RSA, and DSA with ElGamal', async () => {
    const keys = [await gpgKey('rsa@nym.test', rsa), await gpgKey('dsa@nym.test', dsa)];
    for (const key of keys) {
      const message = await seal({ payload, recipients: [key], signer: alice, now });
      expect(gpg(['--decrypt'], message).out).toEqual(payload);
    }
    expect(keys.map(({ algorithm }) => algorithm)).toEqual(['rsa2048', 'dsa1024+elg1024']);
  });
});

describe('a text that gpg has signed or encrypted for Bob', () => {
  const written = 'Grüße, Bob! \n\nFrom here on:\n- bamboo\n-- \nPanda \n';
  /** As a mail client submits what its user has pasted into a mail. */
  const submits: [string, string, (text: Buffer) => string][] = [
    ['8bit', 'text/plain; charset=utf-8', (text) => text.toString('latin1')],
    ['8bit', 'text/plain; charset=utf-8; format=flowed', (text) => text.toString('latin1')],
    ['quoted-printable', 'text/plain; charset=utf-8', (text) => encodeQuotedPrintable(text)],
    ['base64', 'text/plain; charset=utf-8', (text) => text.toString('base64').replace(/.{76}/g, '$&\n')],
  ];

  /** The body that Bob's mail client has before it: gpg has opened the sealed letter, as the nym server does before it mails it. */
  async function bodyAtBobs(type: string, encoding: string, body: string): Promise<Buffer> {
    const fields = [...usual, 'MIME-Version: 1.0', `Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`];
    const source = Buffer.from([...fields, '', body].join('\n').replaceAll('\n', '\r\n'), 'latin1');
    const letter = Buffer.from(await payloadOf(submitted(source)), 'latin1');
    const server = (await secretKey('server')).publicKey;
    const { out } = gpg(['--decrypt'], await seal({ payload: letter, recipients: [server], signer: alice, now }));
    const { root } = readStructure(out);
    return decodeBody(root, out.subarray(root.bodyStart, root.bodyEnd));
  }

  test.each(submits)('in a %s mail of %s is good at his', async (encoding, type, write) => {
    const signing = ['--local-user', 'panda@nym.test', '--clearsign'];
    const signed = gpg(signing, Buffer.from(written)).out;
    const arrived = await bodyAtBobs(type, encoding, write(signed));
    expect(gpg(['--verify'], arrived).status).toContain(`VALIDSIG ${alice.publicKey.fingerprint}`);

    const locked = gpg(
      ['--armor', '--recipient', carol.publicKey.fingerprint, ...signing.slice(0, 2), '--sign', '--encrypt'],
      Buffer.from(written),
    ).out;
    const opened = gpg(['--decrypt'], await bodyAtBobs(type, encoding, write(locked)));
    expect(opened.out.toString()).toBe(written);
    expect(opened.status).toContain(`VALIDSIG ${alice.publicKey.fingerprint}`);
  });

  test('is not good where a single blank is lost: the test above can fail', async () => {
    const signed = gpg(['--local-user', 'panda@nym.test', '--clearsign'], Buffer.from(written)).out;
    expect(() => gpg(['--verify'], Buffer.from(signed.toString().replace('- - bamboo', '- -bamboo')))).toThrow(
      'BADSIG',
    );
  });
});

describe('we open what gpg seals', () => {
  const serverSeals = ['--armor', '--local-user', 'config@nym.test', '--sign', '--encrypt'];
  const kinds: [string, string[]][] = [
    ['as the nym server does', ['--throw-keyids', '--cipher-algo', 'AES256', '--digest-algo', 'SHA512']],
    ['with its own choice', []],
    ['with ZIP', ['--compress-algo', 'zip']],
    ['with ZLIB', ['--compress-algo', 'zlib']],
    ['with BZip2', ['--compress-algo', 'bzip2']],
    ['uncompressed', ['--compress-algo', 'none']],
    ['with 3DES', ['--cipher-algo', '3DES']],
    ['with CAST5', ['--cipher-algo', 'CAST5']],
    ['as text', ['--textmode']],
  ];

  test.each(kinds)('%s', async (_, options) => {
    for (const key of [alice, carol]) {
      const message = gpg([...options, '--recipient', key.publicKey.fingerprint, ...serverSeals], payload).out;
      const server = (await secretKey('server')).publicKey;
      const opened = await open(message, { keys: [carol, alice], passphrases: [], signers: [server], now });
      expect(opened.plaintext.toString().replaceAll('\r\n', '\n')).toEqual(text);
      expect(opened.signature).toMatchObject({ verdict: 'good', fingerprint: server.fingerprint });
      expect(opened.layers).toMatchObject([{ kind: 'public-key', openedBy: key.publicKey.fingerprint }]);
    }
  });

  test.each(['AES192', 'BLOWFISH', 'TWOFISH'])('with %s, which the key did not ask for', async (cipher) => {
    const message = gpg(['--cipher-algo', cipher, '--recipient', 'panda@nym.test', ...serverSeals], payload).out;
    const server = (await secretKey('server')).publicKey;
    const opened = await open(message, { keys: [alice], passphrases: [], signers: [server], now });
    expect(opened).toMatchObject({ plaintext: payload, layers: [{ cipher: cipher.toLowerCase() }] });
  });

  test.each(['AES256', '3DES', 'CAST5', 'TWOFISH'])(
    'under a passphrase with %s around a sealed letter',
    async (cipher) => {
      const inner = gpg(['--throw-keyids', '--recipient', 'panda@nym.test', ...serverSeals], payload).out;
      const outer = ['--armor', '--pinentry-mode', 'loopback', '--passphrase', 'bamboo', '--cipher-algo', cipher];
      const message = gpg([...outer, '--symmetric'], inner).out;
      const server = (await secretKey('server')).publicKey;
      const wishes = { keys: [alice], passphrases: ['shoots', 'bamboo'], signers: [server], now };
      const opened = await open(message, wishes);
      expect(opened).toMatchObject({
        plaintext: payload,
        signature: { verdict: 'good' },
        layers: [{ passphraseIndex: 1 }, {}],
      });
      await expect(open(message, { ...wishes, passphrases: ['shoots'] })).rejects.toMatchObject({
        code: 'wrong-passphrase',
      });
    },
  );

  test('a large one, in partial lengths', async () => {
    const large = Buffer.alloc(3_000_000, 'A line that packs.\n');
    const message = gpg(['--compress-algo', 'none', '--recipient', 'panda@nym.test', ...serverSeals], large).out;
    const server = (await secretKey('server')).publicKey;
    const { plaintext, signature } = await open(message, { keys: [alice], passphrases: [], signers: [server], now });
    expect(plaintext.equals(large)).toBe(true);
    expect(signature.verdict).toBe('good');
  });

  test('with DSA and ElGamal keys, and with a key that was locked', async () => {
    await gpgKey('old@nym.test', dsa);
    await gpgKey('locked@nym.test', rsa, 'Passphrase: bamboo');
    const passphrase = ['--pinentry-mode', 'loopback', '--passphrase', 'bamboo'];
    const locked = await readSecretKey(gpg([...passphrase, '--export-secret-keys', 'locked@nym.test']).out, 'bamboo');
    const old = await readSecretKey(gpg(['--export-secret-keys', 'old@nym.test']).out);
    for (const { publicKey } of [old, locked]) {
      const sealed = gpg(['--throw-keyids', '--recipient', publicKey.fingerprint, '--encrypt'], payload).out;
      const opened = await open(sealed, { keys: [old, locked], passphrases: [], signers: [], now });
      expect(opened).toMatchObject({ plaintext: payload, layers: [{ openedBy: publicKey.fingerprint }] });
    }
  });
});

describe('gpg takes the keys we make', () => {
  test.each(['rsa2048', 'rsa3072', 'ecc'] as KeyAlgorithm[])('%s', async (algorithm) => {
    const wishes = { name: 'Koala', email: `${algorithm}@nym.test`, algorithm, created: now };
    const key = await generateKey({ ...wishes, expiresAfterSeconds: 86_400 * 730 });
    const { status } = gpg(['--import'], Buffer.from(key.publicKey.armored()));
    expect(status).toContain(`IMPORT_OK 1 ${key.publicKey.fingerprint}`);
    const listing = gpg(['--with-colons', '--list-keys', key.publicKey.fingerprint]).out.toString();
    const expires = String((key.publicKey.expires?.getTime() ?? 0) / 1000);
    const records = listing.split('\n').map((line) => line.split(':'));
    expect(records.filter(([kind]) => kind === 'pub' || kind === 'sub').map((record) => record[6])).toEqual([
      expires,
      expires,
    ]);
    expect(records.find(([kind]) => kind === 'uid')?.[9]).toBe(`Koala <${algorithm}@nym.test>`);
    const sealed = gpg(['--recipient', key.publicKey.fingerprint, '--encrypt'], payload).out;
    const { plaintext, layers } = await open(sealed, { keys: [key], passphrases: [], signers: [], now });
    expect(plaintext).toEqual(payload);
    expect(layers).toMatchObject([{ cipher: 'aes256' }]);
  });
});

describe('GnuPG 1.4, as old servers run it,', () => {
  const old = join(home, 'old');
  const gpg1 = (args: string[], input: Uint8Array) => {
    const fixed = ['--homedir', old, '--batch', '--yes', '--no-tty', '--trust-model', 'always', '--status-fd', '2'];
    // It cannot be told another time; so that these keys are never too new for it:
    const result = spawnSync('gpg1', [...fixed, '--ignore-time-conflict', '--ignore-valid-from', ...args], { input });
    if (result.status !== 0) throw new Error(`gpg1 ${args.join(' ')}: ${result.stderr.toString()}`);
    return { out: result.stdout, status: result.stderr.toString() };
  };

  beforeAll(async () => {
    mkdirSync(old, { mode: 0o700 });
    gpg1(['--import'], armoredSecretKey('server'));
    gpg1(['--import'], Buffer.from(alice.publicKey.armored()));
  });

  test.each(['zlib', 'none'] as const)(
    'opens what we seal, compression %s, and knows the signature',
    async (compression) => {
      const server = (await secretKey('server')).publicKey;
      const message = await seal({ payload, recipients: [server], signer: alice, wildcard: true, compression, now });
      const { out, status } = gpg1(['--decrypt'], message);
      expect(out).toEqual(payload);
      expect(status).toContain(`VALIDSIG ${alice.publicKey.fingerprint}`);
      expect(status).toContain('GOODMDC');
    },
  );

  test('answers in a way that we open, under a passphrase too', async () => {
    const server = (await secretKey('server')).publicKey;
    const signed = ['--armor', '--throw-keyids', '--recipient', 'panda@nym.test', '--sign', '--encrypt'];
    const inner = gpg1([...signed, '--digest-algo', 'SHA256'], payload).out;
    const outer = gpg1(['--armor', '--passphrase', 'bamboo', '--symmetric'], inner).out;
    for (const message of [inner, outer]) {
      const opened = await open(message, { keys: [alice], passphrases: ['bamboo'], signers: [server], now });
      expect(opened).toMatchObject({ plaintext: payload, signature: { verdict: 'good' } });
    }
  });

  test('one without integrity protection is told from the others', async () => {
    const flags = ['--disable-mdc', '--cipher-algo', '3DES', '--recipient', 'panda@nym.test', '--encrypt'];
    const opening = open(gpg1(flags, payload).out, { keys: [alice], passphrases: [], signers: [], now });
    await expect(opening).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
