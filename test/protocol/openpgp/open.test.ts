import { beforeAll, describe, expect, test } from '@jest/globals';
import { config, createMessage, encrypt, encryptSessionKey, enums, readKey, readPrivateKey } from 'openpgp';
import { open, readSecretKey, seal, sealByPassphrase, sealSymmetric } from '../../../src/protocol/openpgp';
import type { OpenPgpErrorCode, SecretKey } from '../../../src/protocol/openpgp';
import { sealedByServer } from '../../support/forAlice';
import { secretKey } from '../../support/keys';
import {
  armor,
  bomb,
  bzip2Bomb,
  encrypted,
  literal,
  packet,
  packetInParts,
  sessionFor,
  sessionKey,
  unprotected,
} from '../../support/packets';

const now = new Date('2026-11-22T12:00:00Z');
const payload = Buffer.from('From: bob@example.org\n\nGrüße an den Panda\n');
let alice: SecretKey, bob: SecretKey, server: SecretKey, carol: SecretKey, dave: SecretKey;

beforeAll(async () => {
  const owners = ['alice', 'bob', 'server', 'carol', 'dave'] as const;
  const [a, b, s, c, d] = await Promise.all(owners.map(secretKey));
  if (!a || !b || !s || !c || !d) throw new Error('keys are missing');
  [alice, bob, server, carol, dave] = [a, b, s, c, d];
});

const sealed = (text: Uint8Array = payload) => sealedByServer(text);
const wrapped = (text: Uint8Array, passphrase = 'bamboo') => sealSymmetric({ payload: text, passphrase, now });

function openWith(
  bytes: Uint8Array,
  keys: SecretKey[] = [alice],
  passphrases = ['shoots', 'bamboo'],
  maxBytes?: number,
) {
  const signers = [server.publicKey];
  return open(bytes, { keys, passphrases, signers, now, ...(maxBytes === undefined ? {} : { maxBytes }) });
}

async function expectCode(opening: Promise<unknown>, code: OpenPgpErrorCode) {
  await expect(opening).rejects.toMatchObject({ name: 'OpenPgpError', code });
}

describe('layers', () => {
  test('a wrong passphrase that passes the first look, as one in 65,536 does, does not end the search', async () => {
    // "shoots" finds its repeated bytes in this prefix under "bamboo" and this salt
    const salt = Buffer.from('0102030405060708', 'hex');
    const prefix = Buffer.from('a64b6f7af2d6cfd7d71daafc21b9f9e1', 'hex');
    const random = { bytes: (length: number) => (length === salt.length ? salt : prefix), below: () => 0 };
    const message = await sealByPassphrase(await sealed(), Buffer.from('bamboo'), { random, now });
    const opened = await openWith(message);
    expect(opened.plaintext).toEqual(payload);
    expect(opened.layers[0]).toMatchObject({ kind: 'symmetric', passphraseIndex: 1 });
    await expectCode(openWith(message, [alice], ['shoots']), 'altered');
  });

  test('a symmetric layer around a sealed letter comes off, and both are reported', async () => {
    const opened = await openWith(await wrapped(await sealed()));
    expect(opened.plaintext).toEqual(payload);
    expect(opened.signature).toMatchObject({ verdict: 'good', fingerprint: server.publicKey.fingerprint });
    expect(opened.layers).toEqual([
      { kind: 'symmetric', cipher: 'aes256', passphraseIndex: 1 },
      {
        kind: 'public-key',
        cipher: 'aes256',
        recipientKeyIds: ['0000000000000000'],
        openedBy: alice.publicKey.fingerprint,
      },
    ]);
  });

  test('layers come off in the other order too, and the outer signature then counts for the text', async () => {
    const opened = await openWith(await sealed(await wrapped(payload)));
    expect(opened.layers.map(({ kind }) => kind)).toEqual(['public-key', 'symmetric']);
    expect(opened.plaintext).toEqual(payload);
    expect(opened.signature.verdict).toBe('good');
  });

  test('what is inside the outermost one is left as it is where only that is asked for', async () => {
    const inner = await wrapped(payload);
    const wishes = { keys: [alice], passphrases: ['bamboo'], signers: [server.publicKey], now };
    const opened = await open(await sealed(inner), { ...wishes, takesOff: 'outermost' });
    expect(opened.plaintext).toEqual(inner);
    expect(opened.layers.map(({ kind }) => kind)).toEqual(['public-key']);
    expect(opened.signature.verdict).toBe('good');
  });

  test('a binary message inside a message is opened', async () => {
    const inner = Buffer.concat([await sessionFor(alice.publicKey), encrypted(literal(payload))]);
    const outer = Buffer.concat([await sessionFor(alice.publicKey), encrypted(literal(inner))]);
    expect((await openWith(outer)).plaintext).toEqual(payload);
  });

  test('an encryption directly inside an encryption is opened', async () => {
    const inner = Buffer.concat([await sessionFor(alice.publicKey), encrypted(literal(payload))]);
    const outer = Buffer.concat([await sessionFor(alice.publicKey), encrypted(inner)]);
    expect(await openWith(outer)).toMatchObject({ plaintext: payload, layers: [{}, {}] });
  });

  test('nesting without end stops at the limit', async () => {
    let message: Buffer = payload;
    for (let depth = 0; depth < 5; depth++)
      message = armor(Buffer.concat([await sessionFor(alice.publicKey), encrypted(literal(message))]));
    await expectCode(openWith(message), 'too-deep');
  });

  test('a mail that quotes an encrypted message is not unwrapped', async () => {
    const mail = Buffer.concat([Buffer.from('Subject: look at this\n\n'), await wrapped(payload)]);
    expect((await openWith(await sealed(mail))).plaintext).toEqual(mail);
  });

  test('a signed text that is a message for somebody else stays as it is', async () => {
    const foreign = await wrapped(payload, 'eucalyptus');
    const opened = await openWith(await sealed(foreign));
    expect(opened.plaintext).toEqual(foreign);
    expect(opened.layers).toHaveLength(1);
  });

  test('an unsigned layer around a message for somebody else is not for us', async () => {
    await expectCode(openWith(await wrapped(await wrapped(payload, 'eucalyptus'))), 'wrong-passphrase');
  });
});

describe('what stands around the packets', () => {
  const wrappings: [string, (text: string) => string][] = [
    ['article header and text around', (text) => `Subject: abc\nPath: news\n\nhello\n${text}\ngoodbye\n`],
    ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['a wrong checksum', (text) => text.replace(/\n=.{4}\n/, '\n=AAAA\n')],
    ['no checksum', (text) => text.replace(/\n=.{4}\n/, '\n')],
    ['Version and Comment lines', (text) => text.replace('\n\n', '\nVersion: GnuPG v1\nComment: a\n\n')],
    ['no empty line', (text) => text.replace('\n\n', '\n')],
    ['white space at line ends', (text) => text.replaceAll('\n', ' \t\n')],
    [
      'another block of armor in front',
      (text) => `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n${text}`,
    ],
  ];

  test.each(wrappings)('%s does no harm', async (_, wrap) => {
    const text = (await sealed()).toString('latin1');
    const opened = await openWith(Buffer.from(wrap(text), 'latin1'));
    expect(opened.plaintext).toEqual(payload);
    expect(opened.signature.verdict).toBe('good');
  });

  test.each([
    ['nothing', ''],
    ['a letter', 'Hello,\n\nhow are you?\n'],
    ['a key', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n'],
  ])('%s is no message', async (_, text) => {
    await expectCode(openWith(Buffer.from(text)), 'not-openpgp');
  });

  test('a data packet in partial lengths and an old one of open length are read', async () => {
    const content = encrypted(literal(Buffer.alloc(3000, 'x'))).subarray(6);
    const session = await sessionFor(alice.publicKey);
    const open = Buffer.concat([session, Buffer.from([0x80 | (9 << 2) | 3]), content]);
    // An old header has four bits for the tag: 18 does not fit, so only the new one can hold protected data.
    await expectCode(openWith(open), 'unauthenticated');
    const opened = await openWith(Buffer.concat([session, packetInParts(18, content)]));
    expect(opened.plaintext).toHaveLength(3000);
  });
});

describe('keys', () => {
  test('a stranger gets no-key, hidden recipient or not', async () => {
    await expectCode(openWith(await sealed(), [bob, carol]), 'no-key');
    const named = await seal({ payload, recipients: [alice.publicKey], now });
    await expectCode(openWith(named, [bob, carol]), 'no-key');
    await expectCode(openWith(named, []), 'no-key');
  });

  test('a wrong passphrase is told apart from a wrong key', async () => {
    await expectCode(openWith(await wrapped(payload), [alice], ['shoots']), 'wrong-passphrase');
    await expectCode(openWith(await wrapped(payload), [alice], []), 'wrong-passphrase');
  });

  test('each of several hidden recipients can open', async () => {
    const recipients = [alice.publicKey, carol.publicKey, bob.publicKey];
    const message = await seal({ payload, recipients, wildcard: true, now });
    for (const key of [alice, carol, bob]) {
      const { layers } = await openWith(message, [key]);
      expect(layers).toMatchObject([
        { openedBy: key.publicKey.fingerprint, recipientKeyIds: Array(3).fill('0'.repeat(16)) },
      ]);
    }
  });

  test('the right one of many nyms opens, and the layer says which', async () => {
    const { layers } = await openWith(await sealed(), [dave, bob, carol, alice]);
    expect(layers).toMatchObject([{ openedBy: alice.publicKey.fingerprint }]);
  });

  test('an expired key still opens old mail', async () => {
    const then = new Date('2020-06-01T00:00:00Z');
    const message = await seal({ payload, recipients: [dave.publicKey], now: then });
    expect((await openWith(message, [dave])).plaintext).toEqual(payload);
  });

  test('mail to an older encryption subkey opens as well as to the newest', async () => {
    const one = await readPrivateKey({ binaryKey: carol.binary() });
    const two = await one.addSubkey({ type: 'ecc', date: new Date('2026-03-01T00:00:00Z') });
    const both = await readSecretKey(two.write());
    expect(both.publicKey.keyIds).toHaveLength(3);
    const toOld = await seal({ payload, recipients: [carol.publicKey], now });
    const toNew = await seal({ payload, recipients: [both.publicKey], now });
    expect(toNew).not.toEqual(toOld);
    await expectCode(openWith(toNew, [carol]), 'no-key');
    for (const message of [toOld, toNew]) expect((await openWith(message, [both])).plaintext).toEqual(payload);
  });

  test('named recipients that are strangers cost no private-key operation', async () => {
    const foreign = await sessionFor(bob.publicKey, false);
    const mine = await sessionFor(alice.publicKey);
    const message = Buffer.concat([...Array.from({ length: 31 }, () => foreign), mine, encrypted(literal(payload))]);
    expect((await openWith(message)).plaintext).toEqual(payload);
  });
});

describe('damage and attacks', () => {
  test('a changed ciphertext gives altered, never text', async () => {
    const session = await sessionFor(alice.publicKey);
    const body = encrypted(literal(payload));
    for (const at of [6 + 20, 6 + 40, body.length - 1]) {
      const bad = Buffer.from(body);
      bad.writeUInt8(bad.readUInt8(at) ^ 1, at);
      await expectCode(openWith(Buffer.concat([session, bad])), 'altered');
    }
  });

  test('a message cut off gives altered to its owner and no-key to a stranger', async () => {
    const text = (await sealed()).toString();
    const half = Buffer.from(text.slice(0, text.length * 0.8));
    await expectCode(openWith(half), 'altered');
    await expectCode(openWith(half, [bob]), 'no-key');
  });

  test('a message cut off behind its session key gives altered', async () => {
    await expectCode(openWith(await sessionFor(alice.publicKey)), 'altered');
  });

  test('a message without integrity protection is refused to its owner, and not for a stranger', async () => {
    const message = Buffer.concat([await sessionFor(alice.publicKey), unprotected(literal(payload))]);
    await expectCode(openWith(message), 'unauthenticated');
    await expectCode(openWith(message, [bob]), 'no-key');
  });

  test('Argon2, which no server writes, is not tried: it would hold up everything for seconds', async () => {
    const message = await createMessage({ binary: payload });
    const cheap = { passes: 1, parallelism: 1, memoryExponent: 4 };
    const wishes = { ...config, s2kType: enums.s2k.argon2 as const, s2kArgon2Params: cheap };
    const sent: unknown = await encrypt({ message, passwords: 'bamboo', format: 'binary', config: wishes });
    await expectCode(openWith(sent as Uint8Array), 'wrong-passphrase');
  });

  test('a passphrase is hashed as GnuPG does at most, over all packets and passphrases of a message', async () => {
    const kinds = { simple: [0, 8], salted: [1, 8, ...Buffer.alloc(8)], iterated: [3, 2, ...Buffer.alloc(8), 0xff] };
    const opening = (packets: readonly (readonly number[])[], maxHashBytes: number) => {
      const heads = packets.map((stretch) => packet(3, Buffer.from([4, 9, ...stretch])));
      const wishes = { keys: [], passphrases: ['one', 'two'], signers: [], now, maxHashBytes };
      return open(Buffer.concat([...heads, encrypted(literal(payload))]), wishes);
    };
    await expectCode(opening([kinds.simple, kinds.salted], 0), 'wrong-passphrase');
    const most = 2 * 65_011_712;
    await expectCode(opening([kinds.iterated], most), 'too-costly');
    await expectCode(opening([kinds.iterated], 2 * most), 'wrong-passphrase');
    await expectCode(opening([kinds.iterated, kinds.iterated], 2 * most), 'too-costly');
  });

  test('a message without integrity protection under a passphrase is told from one under another passphrase', async () => {
    const session = await encryptSessionKey({
      data: sessionKey,
      algorithm: 'aes256',
      passwords: 'bamboo',
      format: 'binary',
    });
    const message = Buffer.concat([session, unprotected(literal(payload))]);
    await expectCode(openWith(message), 'unauthenticated');
    await expectCode(openWith(message, [], ['shoots']), 'wrong-passphrase');
  });

  test('a bomb of 4 GiB is refused without unpacking it', async () => {
    const message = Buffer.concat([await sessionFor(alice.publicKey), encrypted(bomb(4095))]);
    const before = process.memoryUsage().arrayBuffers;
    await expectCode(openWith(message, [alice], [], 1024 * 1024), 'too-large');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * 1024 * 1024);
  });

  test('a bomb in the compression that the library unpacks is refused as well', async () => {
    const message = Buffer.concat([await sessionFor(alice.publicKey), encrypted(bzip2Bomb)]);
    await expectCode(openWith(message), 'too-large');
  });

  test('a bomb that is not encrypted is refused too', async () => {
    await expectCode(openWith(bomb(100), [alice], [], 1024 * 1024), 'too-large');
  });

  test('the limit counts plain bytes: one more is too many, compressed or not', async () => {
    for (const compression of ['zlib', 'none'] as const) {
      const message = await seal({ payload, recipients: [alice.publicKey], compression, now });
      expect((await openWith(message, [alice], [], payload.length)).plaintext).toEqual(payload);
      await expectCode(openWith(message, [alice], [], payload.length - 1), 'too-large');
    }
  });

  test('ten thousand session keys are not tried', async () => {
    const one = await sessionFor(bob.publicKey);
    const many = Buffer.concat([...Array.from({ length: 10_000 }, () => one), encrypted(literal(payload))]);
    await expectCode(openWith(many), 'unsupported');
  });

  test('an encrypted packet without a text inside is refused', async () => {
    const session = await sessionFor(alice.publicKey);
    for (const content of [Buffer.alloc(0), packet(60, Buffer.alloc(3)), session, packet(9, Buffer.alloc(30), 99)]) {
      const opening = openWith(Buffer.concat([session, encrypted(content)]));
      await expect(opening).rejects.toMatchObject({ name: 'OpenPgpError' });
    }
  });

  test('a cipher other than the usual one is reported by name', async () => {
    const encryptionKeys = (await readKey({ binaryKey: alice.publicKey.binary() })).toPublic();
    const message = await createMessage({ binary: payload });
    const settings = { ...config, preferredSymmetricAlgorithm: enums.symmetric.aes128 };
    const sent: unknown = await encrypt({ message, encryptionKeys, date: now, format: 'binary', config: settings });
    expect((await openWith(sent as Uint8Array)).layers).toMatchObject([{ cipher: 'aes128' }]);
  });
});
