import { createPublicKey } from 'node:crypto';
import { writeBlock } from '../directory/blocks';
import type { KeyBlock } from '../directory/blocks';
import { dayOf, faultOfNames, readDay, readPubringOf } from '../directory/remailer';
import type { Listed, Pubring } from '../directory/remailer';
import { md5 } from './ciphers';
import type { PublicKey } from './header';
import { isKeyBits } from './layout';
import { numbersOf } from './newKey';

/** A remailer of this format that packets can be sealed for. */
export interface MixRemailer extends Listed {
  readonly publicKey: PublicKey;
}

/**
 * Reads `pubring.mix` or one remailer's `key.txt` (mixmaster.md §2). Never throws: what cannot be used is a fault, and the rest is used. Of several keys of one
 * remailer the largest counts that may be used at `now`; of equal ones the one that ends first.
 */
export function readPubring(file: Uint8Array, now: number): Pubring<MixRemailer> {
  return readPubringOf({ fieldsOf, read: readRemailer, better }, file, now);
}

function better(one: MixRemailer, other: MixRemailer): MixRemailer {
  const larger = other.publicKey.bits - one.publicKey.bits;
  return larger > 0 || (larger === 0 && other.until < one.until) ? other : one;
}

/** Four at least, of a line of over fifty characters that is no remark. */
function fieldsOf(line: string): readonly string[] | undefined {
  const fields = line.split(/[ \t]+/);
  return line.length > 50 && !line.startsWith('#') && !line.startsWith('-') && fields.length >= 4 ? fields : undefined;
}

/** Or what is wrong with it. The days, and what it can do, may be left out. */
function readRemailer({ fields, lines }: KeyBlock): MixRemailer | string {
  const [name = '', address = '', keyId = '', version = '', ...more] = fields;
  const days = more.filter((field) => /^\d{4}-/.test(field));
  const caps = more.find((field) => /^[A-Za-z]+$/.test(field)) ?? '';
  const [from = 0, until = Infinity] = days.map(readDay);
  const names = faultOfNames(name, address);
  if (names !== undefined) return names;
  if (!/^[23]/.test(version)) return 'the version is none of this format';
  if (days.some((day) => readDay(day) === undefined)) return 'a day that is none';
  const publicKey = readKey(keyId, lines);
  return typeof publicKey === 'string' ? publicKey : { name, address, keyId, version, caps, from, until, publicKey };
}

/** Key id, the length of what follows, and two bytes of bits, modulus and exponent in base64 (mixmaster.md §2). */
function readKey(keyId: string, [id, length, ...base64]: readonly string[]): PublicKey | string {
  const blob = Buffer.from(base64.join(''), 'base64');
  const bits = blob.length > 2 ? blob.readUInt16LE() : 0;
  if (id !== keyId) return 'the key has another id than its header line';
  if (Number(length) !== blob.length) return 'the key is not as long as it says';
  if (!isKeyBits(bits) || blob.length !== 2 + bits / 4) return 'the key is of a size that no packet can be sealed for';
  const numbers = blob.subarray(2);
  if (md5(numbers).toString('hex') !== keyId) return 'the id is not the id of this key';
  const n = numbers.toString('base64url', 0, bits / 8);
  try {
    const key = createPublicKey({ key: { kty: 'RSA', n, e: withoutZeros(numbers.subarray(bits / 8)) }, format: 'jwk' });
    return { keyId: Buffer.from(keyId, 'hex'), bits, key };
  } catch {
    return 'that is no RSA key';
  }
}

function withoutZeros(bytes: Buffer): string {
  const from = bytes.findIndex((byte) => byte !== 0);
  return bytes.subarray(Math.max(from, 0)).toString('base64url');
}

/** As `readPubring` reads it; one remailer's is its `key.txt`. */
export function writePubring(remailers: readonly MixRemailer[]): string {
  const blocks = remailers.map(({ name, address, keyId, version, caps, from, until, publicKey }) =>
    writeBlock({
      fields: [name, address, keyId, version, caps, dayOf(from), dayOf(until)].filter((field) => field !== ''),
      lines: [keyId, ...keyLines(publicKey)],
    }),
  );
  return blocks.join('');
}

function keyLines({ bits, key }: PublicKey): string[] {
  const size = Buffer.alloc(2);
  size.writeUInt16LE(bits);
  const blob = Buffer.concat([size, numbersOf(key, bits)]);
  return [String(blob.length), ...(blob.toString('base64').match(/.{1,40}/g) ?? [])];
}
