import { beforeAll, describe, expect, test } from '@jest/globals';
import { enums, generateKey as libraryKey, readMessage, verify } from 'openpgp';
import { open, readPublicKey, readRecipients, seal, sealSymmetric } from '../../../src/protocol/openpgp';
import type { OpenWishes, SecretKey } from '../../../src/protocol/openpgp';
import { readFrames } from '../../../src/protocol/openpgp/frames';
import { partsOf } from '../../../src/protocol/openpgp/keys';
import { signMessage } from '../../../src/protocol/openpgp/sign';
import { secretKey } from '../../support/keys';

const now = new Date('2026-11-22T12:00:00Z');
const payload = Buffer.from('To: bob@example.org\nSubject: eucalyptus\n\n'.repeat(100));
let alice: SecretKey, server: SecretKey, carol: SecretKey;

beforeAll(async () => {
  alice = await secretKey('alice');
  server = await secretKey('server');
  carol = await secretKey('carol');
});

function wishes(key: SecretKey, signer: SecretKey): OpenWishes {
  return { keys: [key], passphrases: [], signers: [signer.publicKey], now };
}

/** The binary packets in bare armor. */
function packets(armored: Buffer): Buffer {
  const lines = armored.toString().split('\n');
  return Buffer.from(lines.slice(2, -3).join(''), 'base64');
}

describe('seal', () => {
  test('a server gets bare armor: 64 columns, LF, no Version line, the right checksum', async () => {
    const message = await seal({ payload, recipients: [server.publicKey], signer: alice, now });
    const lines = message.toString().split('\n');
    expect(lines.slice(0, 2)).toEqual(['-----BEGIN PGP MESSAGE-----', '']);
    expect(lines.slice(-2)).toEqual(['-----END PGP MESSAGE-----', '']);
    expect(message.includes('\r')).toBe(false);
    const body = lines.slice(2, -3);
    expect(body.slice(0, -1).every((line) => /^[A-Za-z0-9+/]{64}$/.test(line))).toBe(true);
    expect(body.at(-1)).toMatch(/^[A-Za-z0-9+/]{1,64}={0,2}$/);
    expect(lines.at(-3)).toBe(`=${crc24(packets(message))}`);
  });

  test('what the server opens is the payload, byte for byte, signed by the nym, under AES256', async () => {
    const message = await seal({ payload, recipients: [server.publicKey], signer: alice, now });
    const opened = await open(message, wishes(server, alice));
    expect(opened.plaintext).toEqual(payload);
    expect(opened.signature).toMatchObject({ verdict: 'good', created: now });
    expect(opened.layers).toMatchObject([{ cipher: 'aes256', recipientKeyIds: [server.publicKey.keyIds[1]] }]);
  });

  test('a signature whose number is short is written as a short number, and is good', async () => {
    const date = new Date('2026-11-22T12:00:00Z');
    const { key } = partsOf(alice);
    let signed: Buffer = Buffer.alloc(0);
    // one in 256 begins with a zero byte
    for (let i = 0; bitsOf(signed) > 2040; i++) signed = await signMessage(Buffer.from(`letter ${i}`), key, date);
    const message = await readMessage({ binaryMessage: new Uint8Array(signed) });
    const { signatures } = await verify({ message, verificationKeys: key.toPublic(), date, format: 'binary' });
    await expect(signatures[0]?.verified).resolves.toBe(true);
  });

  test('a signature looks like one of GnuPG: nothing in it names another program', async () => {
    const signed = await signMessage(payload, partsOf(alice).key, now);
    const [onePass, literal, signature] = [...readFrames(signed)].map(({ tag, body }) => ({ tag, body }));
    const fingerprint = Buffer.from(alice.publicKey.fingerprint, 'hex');
    const time = Buffer.alloc(4);
    time.writeUInt32BE(now.getTime() / 1000);
    expect(onePass).toEqual({
      tag: 4,
      body: Buffer.concat([Buffer.from([3, 0, 8, 1]), fingerprint.subarray(-8), Buffer.from([1])]),
    });
    expect(literal?.tag).toBe(11);
    const hashed = Buffer.concat([Buffer.from([22, 33, 4]), fingerprint, Buffer.from([5, 2]), time]);
    const unhashed = Buffer.concat([Buffer.from([9, 16]), fingerprint.subarray(-8)]);
    const head = [4, 0, 1, 8, 0, hashed.length, ...hashed, 0, unhashed.length, ...unhashed];
    expect(signature?.tag).toBe(2);
    expect(signature?.body.subarray(0, head.length)).toEqual(Buffer.from(head));
  });

  test('the recipient stays hidden when asked, also among several', async () => {
    const recipients = [server.publicKey, carol.publicKey];
    const named = readRecipients(await seal({ payload, recipients, now }));
    const hidden = readRecipients(await seal({ payload, recipients, wildcard: true, now }));
    expect(named).toEqual({ keyIds: recipients.map(({ keyIds }) => keyIds[1]), symmetric: false });
    expect(hidden).toEqual({ keyIds: ['0'.repeat(16), '0'.repeat(16)], symmetric: false });
  });

  test('nothing is packed when asked, and packed otherwise', async () => {
    const recipients = [server.publicKey];
    const packed = await seal({ payload, recipients, now });
    const plain = await seal({ payload, recipients, compression: 'none', now });
    expect(plain.length).toBeGreaterThan(payload.length);
    expect(packed.length).toBeLessThan(1200);
  });

  test('a key that wants AES128 and AEAD still gets AES256 without AEAD: servers of its domain may be old', async () => {
    const made = await libraryKey({
      userIDs: { email: 'config@nym.test' },
      type: 'ecc',
      date: new Date('2026-01-01T00:00:00Z'),
      format: 'binary',
      config: { aeadProtect: true, preferredSymmetricAlgorithm: enums.symmetric.aes128 },
    });
    const recipient = await readPublicKey(made.publicKey);
    const message = packets(await seal({ payload, recipients: [recipient], now }));
    const session = message.subarray(0, 2 + (message[1] ?? 0));
    expect(session[2]).toBe(3);
    // Tag 18, whatever the length of its length; its version stands behind.
    expect(message[session.length]).toBe(0xc0 | 18);
    const first = message[session.length + 1] ?? 0;
    expect(message[session.length + (first < 192 ? 2 : 3)]).toBe(1);
  });

  test('an expired key of either side is refused by its name and date', async () => {
    const dave = await secretKey('dave');
    const expected = { code: 'expired-key', message: expect.stringContaining('2020-12-31') };
    await expect(seal({ payload, recipients: [dave.publicKey], now })).rejects.toMatchObject(expected);
    await expect(seal({ payload, recipients: [server.publicKey], signer: dave, now })).rejects.toMatchObject(expected);
  });

  test('a signature is never dated before its key, however late our clock is', async () => {
    const late = new Date('2025-12-31T23:00:00Z');
    const message = await seal({ payload, recipients: [server.publicKey], signer: alice, now: late });
    const { signature } = await open(message, { ...wishes(server, alice), now: late });
    expect(signature).toMatchObject({ verdict: 'good', created: alice.publicKey.created });
  });

  test('a key that only signs cannot be encrypted to, and is said to be so', async () => {
    const date = new Date('2026-01-01T00:00:00Z');
    const userIDs = { email: 'koala@nym.test' };
    const made = await libraryKey({ userIDs, type: 'ecc', subkeys: [], date, format: 'binary' });
    const recipient = await readPublicKey(made.publicKey);
    expect(recipient).toMatchObject({ canEncrypt: false, canSign: true, algorithm: 'ed25519' });
    await expect(seal({ payload, recipients: [recipient], now })).rejects.toMatchObject({ code: 'bad-key' });
  });

  test('nobody to encrypt to is an error, not a plain text', async () => {
    await expect(seal({ payload, recipients: [], now })).rejects.toMatchObject({ code: 'no-key' });
  });

  test('an empty payload goes round', async () => {
    const message = await seal({ payload: Buffer.alloc(0), recipients: [server.publicKey], signer: alice, now });
    const opened = await open(message, wishes(server, alice));
    expect(opened).toMatchObject({ plaintext: Buffer.alloc(0), signature: { verdict: 'good' } });
  });
});

describe('sealSymmetric', () => {
  test('a passphrase that is not ASCII opens what it sealed', async () => {
    const passphrase = 'grüner Bambus 🐼';
    const message = await sealSymmetric({ payload, passphrase, now });
    expect(readRecipients(message)).toEqual({ keyIds: [], symmetric: true });
    const opened = await open(message, { keys: [], passphrases: [passphrase], signers: [], now });
    expect(opened).toMatchObject({ plaintext: payload, layers: [{ cipher: 'aes256', passphraseIndex: 0 }] });
  });
});

/** How many bits the number of a signed message's signature has: behind 39 bytes of subpackets and what frames them. */
function bitsOf(signed: Buffer): number {
  return [...readFrames(signed)].at(-1)?.body.readUInt16BE(49) ?? Infinity;
}

/** RFC 9580 §6.1.1, written as there: bit by bit. */
function crc24(bytes: Buffer): string {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if (crc & 0x1000000) crc = (crc & 0xffffff) ^ 0x864cfb;
    }
  }
  return Buffer.from([crc >> 16, (crc >> 8) & 255, crc & 255]).toString('base64');
}
