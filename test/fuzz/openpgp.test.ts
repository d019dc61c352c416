import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { open, readPublicKeys, readRecipients, readSecretKey } from '../../src/protocol/openpgp';
import type { Opened, SecretKey } from '../../src/protocol/openpgp';
import { sealedByServer } from '../support/forAlice';
import { secretKey } from '../support/keys';
import { armor, encrypted, literal, packet, sessionFor } from '../support/packets';

const now = new Date('2026-11-22T12:00:00Z');
const payload = Buffer.from('From: bob@example.org\n\nGrüße an den Panda\n'.repeat(20));
let alice: SecretKey, carol: SecretKey, server: SecretKey, session: Buffer, sealed: Buffer;

beforeAll(async () => {
  alice = await secretKey('alice');
  carol = await secretKey('carol');
  server = await secretKey('server');
  session = await sessionFor(alice.publicKey);
  sealed = await sealedByServer(payload);
});

/** What it opens to, or undefined where it was refused in the engine's own words; anything else fails the test. */
async function opened(bytes: Uint8Array): Promise<Opened | undefined> {
  const wishes = { keys: [alice, carol], passphrases: ['bamboo'], signers: [server.publicKey], now, maxBytes: 1 << 20 };
  return refusedOr(open(bytes, wishes));
}

async function refusedOr<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    expect(error).toMatchObject({ name: 'OpenPgpError' });
    return undefined;
  }
}

/** Tags that mean something, with bodies that begin like theirs, in frames whose lengths are often lies. */
const someTag = fc.constantFrom(1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 17, 18, 20, 21, 40, 63);
const someStart = fc.constantFrom(
  [],
  [1],
  [2, 9, 2, 6],
  [3, 0, 1, 8, 1, 0, 8],
  [4, 9, 3, 8],
  [4, 9, 4, 1, 2, 3],
  [3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 8, 0],
  [3, 0, 0, 0, 0, 0, 0, 0, 0, 18, 1, 7],
  [4, 0, 1, 8, 0, 6],
  [0x62, 0],
);
const somePacket = fc
  .tuple(someTag, someStart, fc.uint8Array({ maxLength: 60 }), fc.constantFrom(0, 0, 0, -3, 1, 1000, 0x7fff_ffff))
  .map(([tag, start, rest, lie]) => {
    const body = Buffer.concat([Buffer.from(start), rest]);
    return packet(tag, body, Math.max(0, body.length + lie));
  });
const somePackets = fc.array(somePacket, { maxLength: 6 }).map((packets) => Buffer.concat(packets));

describe('hostile bytes', () => {
  test('any bytes are refused in words, not by a crash', async () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), somePackets);
    await fc.assert(
      fc.asyncProperty(bytes, async (some) => {
        await opened(some);
        await opened(armor(some));
        readRecipients(some);
        await refusedOr(readPublicKeys(some));
        await refusedOr(readSecretKey(some, 'bamboo'));
      }),
      { numRuns: 300 },
    );
  });

  test('any packets behind a session key, and inside well-made encryption, are refused in words', async () => {
    await fc.assert(
      fc.asyncProperty(somePackets, async (some) => {
        await opened(Buffer.concat([session, some]));
        await opened(Buffer.concat([session, encrypted(some)]));
        await opened(Buffer.concat([session, encrypted(Buffer.concat([literal(payload), some]))]));
      }),
      { numRuns: 200 },
    );
  });

  test('a message changed anywhere gives its own text or none, or is seen to be no encrypted one', async () => {
    const whole = { plaintext: payload, signature: { verdict: 'good' } };
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bad = Buffer.from(sealed);
        bad.writeUInt8(bad.readUInt8(at) ^ flip, at);
        const result = await opened(bad);
        // one byte can make the first line the head of a packet that holds the rest as a text
        const isBare = result?.layers.length === 0 && result.signature.verdict === 'missing';
        expect(isBare ? whole : (result ?? whole)).toMatchObject(whole);
      }),
      { numRuns: 200, examples: [[0, 130]] },
    );
  });

  test('a message cut off anywhere gives none, short of its last line', async () => {
    const end = sealed.lastIndexOf('\n=');
    for (let length = 0; length < end - 4; length += 31)
      expect(await opened(sealed.subarray(0, length))).toBeUndefined();
  });

  test('keys changed anywhere are refused, or have lost nothing that is signed', async () => {
    // a key of one user id: of several, a damaged one is left out
    const key = alice.publicKey.binary();
    const { userIds, fingerprint } = alice.publicKey;
    const whole = { userIds, fingerprint };
    await fc.assert(
      fc.asyncProperty(fc.nat(key.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bad = Buffer.from(key);
        bad.writeUInt8(bad.readUInt8(at) ^ flip, at);
        const [read] = (await refusedOr(readPublicKeys(bad))) ?? [];
        expect(read ?? whole).toMatchObject(whole);
      }),
      { numRuns: 200 },
    );
  });

  test('texts full of marks of armor take no more time than their length asks for', async () => {
    const texts = [
      '-----BEGIN PGP MESSAGE-----\n'.repeat(40_000),
      '-----BEGIN PGP MESSAGE-----\r'.repeat(40_000),
      `${'-'.repeat(1_000_000)}\n`,
      `-----BEGIN PGP MESSAGE-----\n${'a: b\n'.repeat(200_000)}`,
      `-----BEGIN PGP MESSAGE-----\n\n${'=\n'.repeat(500_000)}`,
      `-----BEGIN PGP MESSAGE-----${' '.repeat(1_000_000)}`,
    ];
    for (const text of texts) expect(await opened(Buffer.from(text))).toBeUndefined();
  });

  test('a packet in a million parts takes no more time than its length asks for', async () => {
    const parts = Buffer.alloc(2_000_000, Buffer.from([224, 0x41]));
    const literalInParts = Buffer.concat([Buffer.from([0xcb]), parts]);
    expect(await opened(Buffer.concat([session, Buffer.from([0xd2]), parts]))).toBeUndefined();
    expect(await opened(literalInParts)).toBeUndefined();
    expect(await opened(Buffer.concat([session, encrypted(literalInParts)]))).toBeUndefined();
  });

  test('a million packets inside take no more time than their length asks for', async () => {
    const markers = Buffer.alloc(2_000_000, Buffer.from([0xca, 0]));
    expect(
      await opened(Buffer.concat([session, encrypted(Buffer.concat([markers, literal(payload)]))])),
    ).toBeUndefined();
  });
});
