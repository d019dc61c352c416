import { generateKey as generateLibraryKey } from 'openpgp';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { matchesHsub, writeConfig, writeCreation, writeUrlRequest } from '../../../src/protocol/nymserv';
import type { SecretKey } from '../../../src/protocol/openpgp';
import { generateKey, readSecretKey, seal } from '../../../src/protocol/openpgp';
import { secretKey } from '../../support/keys';
import { readArticle, startNymServer } from '../../support/nymServer';

let alice: SecretKey;
let carol: SecretKey;
let dave: SecretKey;
beforeAll(async () => {
  [alice, carol, dave] = await Promise.all([secretKey('alice'), secretKey('carol'), secretKey('dave')]);
});

/** A server where Alice has made panda@nym.test with the hSub "panda". */
async function withPanda(options: { dailyLimit?: number } = {}) {
  const bench = await startNymServer(options);
  await bench.ask('config', writeCreation({ hsub: 'panda' }, alice.publicKey.armored()));
  return bench;
}

const eccKey = (email: string) => generateKey({ email, algorithm: 'ecc', created: new Date('2026-01-01T00:00:00Z') });

describe('creation', () => {
  test('is answered to the new key, signed, key id thrown, under the hSub asked for', async () => {
    const bench = await startNymServer();
    const articles = await bench.ask('config', writeCreation({ hsub: 'panda' }, alice.publicKey.armored()));
    expect(articles).toHaveLength(1);
    const read = await readArticle(articles[0], [alice]);
    expect(read.reply).toMatchObject({ kind: 'created', address: 'panda@nym.test', settings: { hsub: 'panda' } });
    expect(read.signature.verdict).toBe('good');
    expect(read.layers).toMatchObject([{ kind: 'public-key', recipientKeyIds: ['0000000000000000'] }]);
    expect(matchesHsub(read.subject, 'panda')).toBe(true);
  });

  test('with a symmetric passphrase keeps the key id, one layer further in', async () => {
    const bench = await startNymServer();
    const articles = await bench.ask('config', writeCreation({ symmetric: 'bamboo' }, carol.publicKey.armored()));
    const read = await readArticle(articles[0], [carol], ['bamboo']);
    expect(read.layers.map(({ kind }) => kind)).toEqual(['symmetric', 'public-key']);
    expect(read.layers[1]).toMatchObject({ recipientKeyIds: [expect.stringMatching(/[1-9A-F]/)] });
    expect(read.subject).toMatch(/^[0-9a-f]{48}$/);
  });

  test('of the same key a second time is silent: copies do no harm', async () => {
    const bench = await withPanda();
    expect(await bench.ask('config', writeCreation({ hsub: 'other' }, alice.publicKey.armored()))).toEqual([]);
    expect(bench.server.settingsOf('panda@nym.test')).toMatchObject({ hsub: 'panda' });
  });

  test('of a name that is taken is told to the new key, which only trial decryption finds', async () => {
    const bench = await withPanda();
    const other = await eccKey('panda@nym.test');
    const articles = await bench.ask('config', writeCreation({ hsub: 'x', symmetric: 'y' }, other.publicKey.armored()));
    const read = await readArticle(articles[0], [other]);
    expect(read.reply).toMatchObject({ kind: 'duplicate', address: 'panda@nym.test' });
    expect(matchesHsub(read.subject, 'x')).toBe(false);
    expect(read.layers.map(({ kind }) => kind)).toEqual(['public-key']);
    expect(bench.server.settingsOf('panda@nym.test')).toMatchObject({ fingerprint: alice.publicKey.fingerprint });
  });

  test('of a reserved name makes no nym', async () => {
    const bench = await startNymServer();
    const other = await eccKey('admin@nym.test');
    const articles = await bench.ask('config', writeCreation({}, other.publicKey.armored()));
    expect((await readArticle(articles[0], [other])).reply).toMatchObject({ kind: 'reserved' });
    expect(bench.server.settingsOf('admin@nym.test')).toBeUndefined();
  });

  test('with an expired key burns the name without a word', async () => {
    const bench = await startNymServer();
    expect(await bench.ask('config', writeCreation({}, dave.publicKey.armored()))).toEqual([]);
    expect(bench.server.settingsOf('wombat@nym.test')).toBeDefined();
  });

  test('registers what follows a plus', async () => {
    const bench = await startNymServer();
    const other = await eccKey('plus+tag@nym.test');
    await bench.ask('config', writeCreation({}, other.publicKey.armored()));
    expect(bench.server.settingsOf('tag@nym.test')).toBeDefined();
  });

  test.each([
    ['no key', 'hsub: panda\n'],
    ['half a key', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n'],
  ])('with %s is silent', async (_, payload) => {
    const bench = await startNymServer();
    expect(await bench.ask('config', payload)).toEqual([]);
  });

  test('with a key for another domain is silent', async () => {
    const bench = await startNymServer();
    expect(await bench.ask('config', (await secretKey('bob')).publicKey.armored())).toEqual([]);
  });
});

describe('a key with two addresses here', () => {
  test('makes a nym whose first signed request breaks the server', async () => {
    const bench = await startNymServer();
    const userIDs = [{ email: 'one@nym.test' }, { email: 'two@nym.test' }];
    const { privateKey } = await generateLibraryKey({
      type: 'ecc',
      userIDs,
      date: new Date('2026-01-01'),
      format: 'binary',
    });
    const key = await readSecretKey(privateKey);
    expect(await bench.ask('config', writeCreation({}, key.publicKey.armored()))).toHaveLength(1);
    expect(bench.server.wedged).toBeUndefined();
    await bench.ask('config', writeConfig({}), key);
    expect(bench.server.wedged).toBeDefined();
  });
});

describe('change', () => {
  test('is answered in the form it asks for', async () => {
    const bench = await withPanda();
    const articles = await bench.ask('config', writeConfig({ hsub: null, subject: 'To panda' }), alice);
    const read = await readArticle(articles[0], [alice]);
    expect(read.subject).toBe('To panda');
    expect(read.reply).toMatchObject({ kind: 'changed', settings: { hsub: 'False', modified: '20261122' } });
  });

  test('of nothing gives the settings and no date of change', async () => {
    const bench = await withPanda();
    const { reply } = await readArticle((await bench.ask('config', writeConfig({}), alice))[0], [alice]);
    expect(reply).toMatchObject({ kind: 'changed', settings: { hsub: 'panda' } });
    expect(reply).not.toHaveProperty('settings.modified');
  });

  test('signed by a key without a nym is silent', async () => {
    const bench = await withPanda();
    expect(await bench.ask('config', writeConfig({ acksend: false }), carol)).toEqual([]);
  });

  test.each(['hsub: yes', 'symmetric: 1', 'hash-key: TRUE'])(
    'to "%s" breaks the server for everybody',
    async (line) => {
      const bench = await withPanda();
      expect(await bench.ask('config', line, alice)).toEqual([]);
      expect(bench.server.wedged).toBeDefined();
      expect(await bench.ask('config', writeConfig({}), alice)).toEqual([]);
    },
  );

  test('deletion is answered in the old form, and frees the name', async () => {
    const bench = await withPanda();
    const read = await readArticle((await bench.ask('config', writeConfig({ delete: true }), alice))[0], [alice]);
    expect(read.reply).toEqual({ kind: 'deleted', address: 'panda@nym.test' });
    expect(matchesHsub(read.subject, 'panda')).toBe(true);
    expect(await bench.mail('panda@nym.test', 'From: bob@example.org\n\nHello')).toEqual([]);
    expect(await bench.ask('config', writeCreation({}, alice.publicKey.armored()))).toHaveLength(1);
  });
});

describe('what is met with silence', () => {
  test.each(['config', 'send', 'url'])('a mail to %s that is not encrypted', async (local) => {
    const bench = await withPanda();
    expect(await bench.mail(`${local}@nym.test`, 'From: bob@example.org\n\nhsub: x\n')).toEqual([]);
    expect(bench.server.doings.refused).toContain('not encrypted to the server');
  });

  test('a letter signed by nobody, or by a key the server does not know', async () => {
    const bench = await withPanda();
    expect(await bench.ask('send', 'To: bob@example.org\n\nHello')).toEqual([]);
    expect(await bench.ask('send', 'To: bob@example.org\n\nHello', carol)).toEqual([]);
    expect(bench.outgoing).toEqual([]);
  });

  /** Alice's wish for her settings, armored. */
  async function sealedWish(bench: Awaited<ReturnType<typeof withPanda>>): Promise<string> {
    const wishes = { recipients: [bench.serverKey], signer: alice, now: new Date(bench.clock.now()) };
    return (await seal({ payload: writeConfig({}), ...wishes })).toString();
  }

  test.each<[string, (armor: string) => string, number]>([
    ['as it should be', (armor) => armor, 1],
    ['with CRLF', (armor) => armor.replaceAll('\n', '\r\n'), 1],
    ['without a checksum', (armor) => armor.replace(/^=.{4}\n/m, ''), 1],
    ['in PGP/MIME', (armor) => `--B\nContent-Type: application/octet-stream\n\n${armor}\n--B--\n`, 1],
    ['in base64', (armor) => Buffer.from(armor).toString('base64'), 0],
    ['in quoted-printable', (armor) => armor.replaceAll('=', '=3D'), 0],
    ['with a wrong checksum', (armor) => armor.replace(/^=.{4}$/m, '=AAAA'), 0],
    ['indented', (armor) => armor.replace(/^/gm, ' '), 0],
    ['cut off', (armor) => armor.slice(0, armor.length / 2), 0],
  ])('armor %s is answered or not, as GnuPG takes it', async (_, change, answers) => {
    const bench = await withPanda();
    const source = `From: a@example.org\n\n${change(await sealedWish(bench))}`;
    expect(await bench.mail('config@nym.test', source)).toHaveLength(answers);
  });

  test('a signed message inside the encrypted one: the signature does not count', async () => {
    const bench = await withPanda();
    const inner = await sealedWish(bench);
    expect(await bench.ask('config', inner)).toEqual([]);
  });

  test('mail for a nym that is not there', async () => {
    const bench = await withPanda();
    expect(await bench.mail('nobody@nym.test', 'From: bob@example.org\n\nHello')).toEqual([]);
  });
});

describe('mail from outside', () => {
  test('arrives byte for byte behind the trace fields', async () => {
    const bench = await withPanda();
    const mail = Buffer.from(
      'From: bob@example.org\nSubject: Gr\xfc\xdfe\n\nFrom here on\n.\nno newline at the end',
      'latin1',
    );
    const read = await readArticle((await bench.mail('Panda@nym.test', mail, 'bob@example.org'))[0], [alice]);
    expect(read.reply.kind).toBe('mail');
    expect(read.text).toMatch(/^Return-Path: <bob@example\.org>\nX-Original-To: panda@nym\.test\n/);
    expect(read.plaintext.subarray(-mail.length)).toEqual(mail);
  });
});

describe('url', () => {
  test('is answered under the passphrases given, unsigned', async () => {
    const bench = await startNymServer();
    const payload = writeUrlRequest({ urls: ['http://a.example/'], key: 'k 1', hsub: 'h 1' });
    const read = await readArticle((await bench.ask('url', payload))[0], [], ['k 1']);
    expect(read.reply.kind).toBe('page');
    expect(read.signature.verdict).toBe('missing');
    expect(matchesHsub(read.subject, 'h 1')).toBe(true);
  });

  test('without a key is silent', async () => {
    const bench = await startNymServer();
    expect(await bench.ask('url', 'url: http://a.example/\n')).toEqual([]);
  });
});
