import { constants, createPrivateKey, privateDecrypt } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { asBuffer } from '../../base/bytes';
import { cipherOf } from './ciphers';
import type { SessionKey } from './ciphers';

/** The numbers of an RSA key, big-endian, as the library holds them. */
export interface RsaNumbers {
  readonly n: Uint8Array;
  readonly e: Uint8Array;
  readonly d: Uint8Array;
  readonly p: Uint8Array;
  readonly q: Uint8Array;
  /** The inverse of p modulo q. */
  readonly u: Uint8Array;
}

/** The numbers of an unlocked RSA key packet; undefined for one of another algorithm. */
export function rsaNumbersOf(packet: { publicParams: object; privateParams?: object | null }): RsaNumbers | undefined {
  const all = { ...packet.publicParams, ...packet.privateParams };
  return isRsa(all) ? all : undefined;
}

function isRsa(numbers: Partial<Record<keyof RsaNumbers, unknown>>): numbers is RsaNumbers {
  const { n, e, d, p, q, u } = numbers;
  return [n, e, d, p, q, u].every((number) => number instanceof Uint8Array);
}

/** A native RSA private key: Node's is many times faster than the library's own arithmetic on big integers. */
export function nativeRsaKey({ n, e, d, p, q, u }: RsaNumbers): KeyObject {
  const text = (bytes: Uint8Array) => asBuffer(bytes).toString('base64url');
  // JWK wants the inverse of its q modulo its p; OpenPGP has it the other way round: so the primes trade places.
  const key = {
    n: text(n),
    e: text(e),
    d: text(d),
    p: text(q),
    q: text(p),
    qi: text(u),
    dp: text(rest(d, q)),
    dq: text(rest(d, p)),
  };
  return createPrivateKey({ key: { kty: 'RSA', ...key }, format: 'jwk' });
}

/** d modulo (prime - 1), as the Chinese remainder theorem wants it. */
function rest(d: Uint8Array, prime: Uint8Array): Buffer {
  const hex = (toBig(d) % (toBig(prime) - 1n)).toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

function toBig(bytes: Uint8Array): bigint {
  return BigInt(`0x${asBuffer(bytes).toString('hex')}`);
}

/** The private-key operation: gives the block with its padding, as long as the modulus; empty where there can be none. */
export type RawRsa = (key: KeyObject, input: Buffer) => Promise<Buffer>;

/**
 * The session key in an RSA-encrypted number, or undefined where this is not the key for it. Node refuses PKCS#1 v1.5
 * padding, so the padding is taken off here; nothing tells a wrong padding from a wrong checksum.
 */
export async function rsaSessionKey(
  key: KeyObject,
  modulusBytes: number,
  number: Uint8Array,
  raw: RawRsa | undefined,
): Promise<SessionKey | undefined> {
  // one for a shorter modulus: a number for this one is so small once in 2^64
  if (number.length > modulusBytes || number.length < modulusBytes - 8) return undefined;
  const input = Buffer.alloc(modulusBytes);
  input.set(number, modulusBytes - number.length);
  return readSessionKey(unpad(raw ? await raw(key, input) : rawDecrypt(key, input)));
}

/** In this thread. A number not below the modulus is refused by OpenSSL. */
export function rawDecrypt(key: KeyObject, input: Buffer): Buffer {
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, input);
  } catch {
    return Buffer.alloc(0);
  }
}

/** RFC 9580 §12.1.2: 00 02, at least eight bytes that are not zero, 00, the message. Empty where it is not so. */
function unpad(block: Buffer): Buffer {
  const zero = block.indexOf(0, 2);
  const padded = block[0] === 0 && block[1] === 2 && zero >= 10;
  return padded ? block.subarray(zero + 1) : Buffer.alloc(0);
}

/** RFC 9580 §5.1: the cipher, its key, and the sum of the key's bytes modulo 65536. */
function readSessionKey(message: Buffer): SessionKey | undefined {
  const cipher = cipherOf(message[0] ?? 0);
  if (!cipher || message.length !== cipher.keyBytes + 3) return undefined;
  const data = message.subarray(1, -2);
  const sum = data.reduce((total, byte) => total + byte, 0) & 0xffff;
  return sum === message.readUInt16BE(message.length - 2) ? { cipher: cipher.name, data } : undefined;
}
