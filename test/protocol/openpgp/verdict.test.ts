import { beforeAll, describe, expect, test } from '@jest/globals';
import { config, createMessage, enums, readPrivateKey, reformatKey, sign } from 'openpgp';
import type { PrivateKey } from 'openpgp';
import { open, readSecretKey } from '../../../src/protocol/openpgp';
import type { PublicKey, SecretKey } from '../../../src/protocol/openpgp';
import { secretKey } from '../../support/keys';
import { encrypted, literal, packet, sessionFor } from '../../support/packets';

const now = new Date('2026-11-22T12:00:00Z');
const payload = Buffer.from('Congratulations!\n');
let alice: SecretKey, server: SecretKey, bob: SecretKey, carol: SecretKey;

beforeAll(async () => {
  alice = await secretKey('alice');
  server = await secretKey('server');
  bob = await secretKey('bob');
  carol = await secretKey('carol');
});

async function library(...keys: SecretKey[]): Promise<PrivateKey[]> {
  return Promise.all(keys.map((key) => readPrivateKey({ binaryKey: key.binary() })));
}

/** One-pass signatures, literal, signatures: signed by the library. */
async function signed(signers: SecretKey[], more: Partial<typeof config> = {}, date = now): Promise<Buffer> {
  const message = await createMessage({ binary: payload, format: 'binary', date });
  const signingKeys = await library(...signers);
  const bytes: unknown = await sign({ message, signingKeys, date, format: 'binary', config: { ...config, ...more } });
  return Buffer.from(bytes as Uint8Array);
}

async function verdictOf(content: Uint8Array, signers: PublicKey[] = [server.publicKey]) {
  const bytes = Buffer.concat([await sessionFor(alice.publicKey), encrypted(content)]);
  return (await open(bytes, { keys: [alice], passphrases: [], signers, now })).signature;
}

describe('signatures', () => {
  test('a good one names its signer and its time', async () => {
    const keyId = server.publicKey.keyIds[0];
    const { fingerprint } = server.publicKey;
    expect(await verdictOf(await signed([server]))).toEqual({ verdict: 'good', fingerprint, keyId, created: now });
  });

  test('a missing one is missing, not bad', async () => {
    expect(await verdictOf(literal(payload))).toEqual({ verdict: 'missing' });
  });

  test('one by a stranger is unknown, with the fingerprint that it claims', async () => {
    expect(await verdictOf(await signed([bob]))).toMatchObject({
      verdict: 'unknown-key',
      keyId: bob.publicKey.keyIds[0],
      fingerprint: bob.publicKey.fingerprint,
    });
    expect(await verdictOf(await signed([server]), [])).toMatchObject({ verdict: 'unknown-key' });
  });

  test('a text changed after signing is bad', async () => {
    const message = await signed([server]);
    const at = message.indexOf('Congratulations');
    message.write('C0', at);
    const { fingerprint } = server.publicKey;
    expect(await verdictOf(message)).toMatchObject({
      verdict: 'bad',
      fingerprint,
      reason: 'The signature does not fit the text.',
    });
  });

  test('a stranger who claims to be the server is bad, not good', async () => {
    const message = await signed([bob]);
    const bobs = Buffer.from(bob.publicKey.fingerprint, 'hex');
    const servers = Buffer.from(server.publicKey.fingerprint, 'hex');
    for (let at = message.indexOf(bobs); at >= 0; at = message.indexOf(bobs)) servers.copy(message, at);
    const id = bobs.subarray(12);
    for (let at = message.indexOf(id); at >= 0; at = message.indexOf(id)) servers.copy(message, at, 12);
    expect(await verdictOf(message)).toMatchObject({ verdict: 'bad', fingerprint: server.publicKey.fingerprint });
  });

  test('a signature moved to another text is bad', async () => {
    const message = await signed([server]);
    const tail = message.subarray(message.indexOf('Congratulations!\n') + payload.length);
    const moved = Buffer.concat([message.subarray(0, 15), literal(Buffer.from('another text\n')), tail]);
    expect(await verdictOf(moved)).toMatchObject({ verdict: 'bad' });
  });

  test('a known signer counts beside a stranger, whatever the order', async () => {
    for (const pair of [
      [bob, server],
      [server, bob],
    ])
      expect(await verdictOf(await signed(pair))).toMatchObject({
        verdict: 'good',
        fingerprint: server.publicKey.fingerprint,
      });
  });

  test('SHA-1 is not good enough: a stranger could have made the server sign something else', async () => {
    const weak = {
      ...config,
      preferredHashAlgorithm: enums.hash.sha1,
      rejectMessageHashAlgorithms: new Set<never>(),
      nonDeterministicSignaturesViaNotation: false,
    };
    const [key] = await library(server);
    const wish = { privateKey: key ?? never(), userIDs: { email: 'config@nym.test' }, format: 'binary' } as const;
    const old = await reformatKey({ ...wish, date: server.publicKey.created, config: weak });
    expect(await verdictOf(await signed([await readSecretKey(old.privateKey)], weak))).toMatchObject({
      verdict: 'bad',
      reason: 'The signature uses a hash that is no longer safe.',
    });
  });

  test('a server whose clock is ahead of ours still signs well', async () => {
    const later = new Date(now.getTime() + 3 * 86_400_000);
    expect(await verdictOf(await signed([server], {}, later))).toMatchObject({ verdict: 'good', created: later });
  });

  test('one by a signing subkey names the primary key', async () => {
    const [key] = await library(carol);
    const more = await key?.addSubkey({ type: 'ecc', sign: true, date: new Date('2026-02-01T00:00:00Z') });
    const both = await readSecretKey(more?.write() ?? Buffer.alloc(0));
    const signature = await verdictOf(await signed([both]), [both.publicKey]);
    expect(signature).toMatchObject({ verdict: 'good', fingerprint: carol.publicKey.fingerprint });
    expect(signature.keyId).not.toBe(carol.publicKey.keyIds[0]);
  });

  test('one made after the key had expired is bad', async () => {
    const dave = await secretKey('dave');
    const made = new Date('2020-06-01T00:00:00Z');
    expect(await verdictOf(await signed([dave], {}, made), [dave.publicKey])).toMatchObject({ verdict: 'good' });
    const [key] = await library(dave);
    const younger = await reformatKey({
      privateKey: key ?? never(),
      userIDs: { email: 'wombat@nym.test' },
      keyExpirationTime: 0,
      date: new Date('2020-01-01T00:00:00Z'),
      format: 'binary',
    });
    const endless = await readSecretKey(younger.privateKey);
    const late = await signed([endless]);
    expect(await verdictOf(late, [dave.publicKey])).toMatchObject({
      verdict: 'bad',
      reason: 'The key had expired when it signed.',
    });
  });

  test('a signature outside the encryption signs the sealed text, and is found', async () => {
    const inner = Buffer.concat([await sessionFor(alice.publicKey), encrypted(literal(payload))]);
    const message = await createMessage({ binary: inner });
    const [signingKeys] = await library(server);
    const bytes: unknown = await sign({ message, signingKeys: signingKeys ?? never(), date: now, format: 'binary' });
    const opened = await open(bytes as Uint8Array, {
      keys: [alice],
      passphrases: [],
      signers: [server.publicKey],
      now,
    });
    expect(opened).toMatchObject({ plaintext: payload, signature: { verdict: 'good' } });
  });

  test('many signatures are refused before any is checked', async () => {
    const message = await signed([server]);
    const onePass = message.subarray(0, 15);
    const end = message.indexOf(payload) + payload.length;
    const many = Array.from({ length: 9 }, () => onePass);
    const tails = Array.from({ length: 9 }, () => message.subarray(end));
    await expect(verdictOf(Buffer.concat([...many, literal(payload), ...tails]))).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  test('a damaged signature packet does not pass for a missing signature', async () => {
    const message = await signed([server]);
    const end = message.indexOf(payload) + payload.length;
    const broken = Buffer.concat([message.subarray(0, end), packet(2, Buffer.from([4, 0, 1]))]);
    const result = await verdictOf(broken).catch((error: unknown) => error);
    expect(result).not.toMatchObject({ verdict: 'missing' });
  });
});

function never(): never {
  throw new Error('a key is missing');
}
