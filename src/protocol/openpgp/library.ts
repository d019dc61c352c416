import { config as defaults, enums } from 'openpgp';
import type { Config } from 'openpgp';
import { OpenPgpError } from './errors';
import { limits } from './limits';

/** Settings of the library that old nym servers need (nymserv.md §8) and that strangers' data calls for. */
export const settings: Config = {
  ...defaults,
  preferredSymmetricAlgorithm: enums.symmetric.aes256,
  preferredHashAlgorithm: enums.hash.sha256,
  preferredCompressionAlgorithm: enums.compression.zlib,
  aeadProtect: false,
  // A salt in each signature would name the software that made it.
  nonDeterministicSignaturesViaNotation: false,
  // Old servers' keys: RSA-1024, DSA with ElGamal, no key flags. The user has compared the fingerprint.
  minRSABits: 1024,
  rejectPublicKeyAlgorithms: new Set(),
  allowMissingKeyFlags: true,
  allowUnauthenticatedMessages: false,
  allowInsecureDecryptionWithSigningKeys: false,
  maxArgon2MemoryExponent: limits.argon2MemoryExponent,
  maxDecompressedMessageSize: limits.libraryBytes,
};

/** An empty encrypted packet (RFC 9580 §5.13.1): the library opens session keys of whole messages only. */
export const emptyData = Buffer.from([0xd2, 1, 1]);

/** The later of some times: clocks of servers and keys may be ahead of ours. */
export function latest(first: Date, ...others: readonly Date[]): Date {
  return others.reduce((a, b) => (b > a ? b : a), first);
}

/** The library's types allow streams where it gives bytes for bytes. */
export function wholeBytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new OpenPgpError('unsupported', 'The message holds no text.');
  return value;
}

/** Key ids and fingerprints are shown as upper-case hex everywhere. */
export function upperHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
