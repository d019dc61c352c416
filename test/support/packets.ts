import { createCipheriv, createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { encryptSessionKey, readKey } from 'openpgp';
import type { PublicKey } from '../../src/protocol/openpgp';
import { seededRandom } from './random';

// Builds OpenPGP packets by hand (RFC 9580 §4 and §5), the wrong ones too.

export const sessionKey = seededRandom('session key').bytes(32);

/** A packet with a new header and a four-byte length, which may be a lie. */
export function packet(tag: number, body: Uint8Array, length = body.length): Buffer {
  const header = Buffer.from([0xc0 | tag, 255, 0, 0, 0, 0]);
  header.writeUInt32BE(length, 2);
  return Buffer.concat([header, body]);
}

/** The same body in parts of 512 bytes and a last one. */
export function packetInParts(tag: number, body: Uint8Array): Buffer {
  const pieces = [Buffer.from([0xc0 | tag])];
  let at = 0;
  for (; body.length - at >= 1024; at += 512)
    pieces.push(Buffer.from([224 + 9]), Buffer.from(body.subarray(at, at + 512)));
  const last = Buffer.from(body.subarray(at));
  const length = Buffer.from([255, 0, 0, 0, 0]);
  length.writeUInt32BE(last.length, 1);
  return Buffer.concat([...pieces, length, last]);
}

export function literal(text: Uint8Array): Buffer {
  return packet(11, Buffer.concat([Buffer.from([0x62, 0, 0, 0, 0, 0]), text]));
}

/** The session key above, encrypted to a key. */
export async function sessionFor(key: PublicKey, hidden = true): Promise<Buffer> {
  const encryptionKeys = await readKey({ binaryKey: key.binary() });
  const date = new Date('2026-11-22T12:00:00Z');
  const wish = { data: sessionKey, algorithm: 'aes256', encryptionKeys, wildcard: hidden, date } as const;
  return Buffer.from(await encryptSessionKey({ ...wish, format: 'binary' }));
}

/** The same under a passphrase. */
export async function sessionUnder(passphrase: string): Promise<Buffer> {
  const wish = { data: sessionKey, algorithm: 'aes256', passwords: passphrase, format: 'binary' } as const;
  return Buffer.from(await encryptSessionKey(wish));
}

/** Encrypted to the session key above with its integrity check (RFC 9580 §5.13.1). */
export function encrypted(content: Uint8Array): Buffer {
  const hashed = Buffer.concat([prefix, content, Buffer.from([0xd3, 0x14])]);
  const whole = Buffer.concat([hashed, createHash('sha1').update(hashed).digest()]);
  return packet(18, Buffer.concat([Buffer.from([1]), cfb(whole)]));
}

/** Encrypted to the session key above the old way, without an integrity check (RFC 9580 §5.7). */
export function unprotected(content: Uint8Array): Buffer {
  return packet(9, cfb(Buffer.concat([prefix, content])));
}

const random = seededRandom('prefix').bytes(16);
const prefix = Buffer.concat([random, random.subarray(14)]);

function cfb(content: Uint8Array): Buffer {
  return createCipheriv('aes-256-cfb', sessionKey, Buffer.alloc(16)).update(content);
}

/** A ZIP-compressed literal of `megabytes` MiB of zeros, about a thousandth of that long. */
export function bomb(megabytes: number): Buffer {
  const head = Buffer.concat([
    Buffer.from([0xc0 | 11, 255, 0xff, 0xff, 0xff, 0xff]),
    Buffer.from([0x62, 0, 0, 0, 0, 0]),
  ]);
  const start = deflateRawSync(head, { finishFlush: 2 });
  const block = deflateRawSync(Buffer.alloc(1024 * 1024), { finishFlush: 3, level: 9 });
  return packet(8, Buffer.concat([Buffer.from([1]), start, ...Array.from({ length: megabytes }, () => block)]));
}

/** The same in BZip2, of 64 MiB (made by Python's bz2). */
export const bzip2Bomb = packet(
  8,
  Buffer.from(
    'A0JaaDkxQVkmU1nxxT7aBX44wQTEABAAAAgACKAAUGACaqNNO+kVASzCkkFVbzOEVAS35igrJMprNpxsEyAUTpgAGEAAAQQABhmApTTRKiE2ElRCeLuSKcKEgrtI6WA=',
    'base64',
  ),
);

/** Puts binary packets in armor, without a checksum. */
export function armor(bytes: Uint8Array): Buffer {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return Buffer.from(`-----BEGIN PGP MESSAGE-----\n\n${lines.join('\n')}\n-----END PGP MESSAGE-----\n`);
}
