import { createHash, sign as signNatively } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createMessage, sign as signByLibrary } from 'openpgp';
import type { PrivateKey } from 'openpgp';
import { tags, writeFrame } from './frames';
import { settings, wholeBytes } from './library';
import { nativeRsaKey, rsaNumbersOf } from './rsa';

/** RFC 9580 §5.9: binary, without a name. */
export function writeLiteral(payload: Uint8Array, date: Date): Buffer {
  return writeFrame(tags.literal, Buffer.concat([Buffer.from('b\0'), seconds(date), payload]));
}

/**
 * The packets of a signed message (RFC 9580 §10.3): one-pass signature, literal, signature. RSA signs natively: the library would
 * make the key anew each time, which takes a quarter as long as the signature itself. Throws the library's errors for a key that cannot sign.
 */
export async function signMessage(payload: Uint8Array, signer: PrivateKey, date: Date): Promise<Buffer> {
  const part = await signer.getSigningKey(undefined, date, undefined, settings);
  const numbers = rsaNumbersOf(part.keyPacket);
  if (!numbers) return signOtherwise(payload, signer, date);
  const native = nativeKeys.get(part.keyPacket) ?? nativeRsaKey(numbers);
  nativeKeys.set(part.keyPacket, native);
  const fingerprint = Buffer.from(part.getFingerprint(), 'hex');
  const frames = [
    writeFrame(tags.onePassSignature, onePassSignature(fingerprint)),
    writeLiteral(payload, date),
    writeFrame(tags.signature, signature(payload, native, fingerprint, date)),
  ];
  return Buffer.concat(frames);
}

const nativeKeys = new WeakMap<object, KeyObject>();

async function signOtherwise(payload: Uint8Array, signer: PrivateKey, date: Date): Promise<Buffer> {
  const message = await createMessage({ binary: payload, date, format: 'binary' });
  const signed: unknown = await signByLibrary({
    message,
    signingKeys: signer,
    date,
    format: 'binary',
    config: settings,
  });
  return Buffer.from(wholeBytes(signed));
}

/** RFC 9580 §5.2.1, §9.1, §9.5: of a binary document, by RSA, over SHA-256. */
const binaryDocument = 0;
const rsa = 1;
const sha256 = 8;

/** RFC 9580 §5.4, version 3: it says what to hash while the message is read, and that no other follows. */
function onePassSignature(fingerprint: Buffer): Buffer {
  return Buffer.concat([Buffer.from([3, binaryDocument, sha256, rsa]), keyIdIn(fingerprint), Buffer.from([1])]);
}

/** RFC 9580 §5.2.3, version 4, with GnuPG's subpackets in GnuPG's order: it tells nothing of the program that made it. */
function signature(payload: Uint8Array, key: KeyObject, fingerprint: Buffer, date: Date): Buffer {
  const hashed = Buffer.concat([subpacket(33, Buffer.from([4]), fingerprint), subpacket(2, seconds(date))]);
  const unhashed = subpacket(16, keyIdIn(fingerprint));
  const head = Buffer.concat([Buffer.from([4, binaryDocument, rsa, sha256]), counted(hashed)]);
  // RFC 9580 §5.2.4: what is signed, the head, and the head's length
  const trailer = Buffer.from([4, 0xff, 0, 0, 0, 0]);
  trailer.writeUInt32BE(head.length, 2);
  const document = Buffer.concat([payload, head, trailer]);
  const digest = createHash('sha256').update(document).digest();
  return Buffer.concat([head, counted(unhashed), digest.subarray(0, 2), number(signNatively('sha256', document, key))]);
}

/** RFC 9580 §5.2.3.7: none here is longer than 190 bytes. */
function subpacket(type: number, ...body: readonly Buffer[]): Buffer {
  const content = Buffer.concat(body);
  return Buffer.concat([Buffer.from([content.length + 1, type]), content]);
}

function counted(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

/** RFC 9580 §3.2: the number of bits, then the number without zeros in front. */
function number(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const short = bytes.subarray(first);
  const bits = short.length * 8 - Math.clz32(short[0] ?? 0) + 24;
  return Buffer.concat([Buffer.from([bits >> 8, bits & 255]), short]);
}

/** RFC 9580 §5.5.4: of a version 4 key the last eight bytes. */
function keyIdIn(fingerprint: Buffer): Buffer {
  return fingerprint.subarray(-8);
}

function seconds(date: Date): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Math.floor(date.getTime() / 1000));
  return bytes;
}
