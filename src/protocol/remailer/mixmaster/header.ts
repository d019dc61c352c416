import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Random } from '../../../base/random';
import { RemailerError } from '../errors';
import { forms, ivBytes, unitBytes, blockBytes } from './layout';
import type { KeyBits } from './layout';

/** What a header is sealed for. */
export interface PublicKey {
  /** 16 bytes. */
  readonly keyId: Buffer;
  readonly bits: KeyBits;
  readonly key: KeyObject;
}

/** A remailer's own. */
export type SecretKey = PublicKey;

const keyIdBytes = 16;

/** A header as it travels, in its parts. */
export interface Header {
  readonly rsa: Buffer;
  readonly iv: Buffer;
  /** The 328 bytes, encrypted. */
  readonly block: Buffer;
}

/** How long the header of a hop is, in bytes. */
export const headerLength = ({ bits }: Pick<PublicKey, 'bits'>) => forms[bits].units * unitBytes;

/** The key id, the size of the key, what RSA sealed, IV and block; random to its length (mixmaster.md §5). */
export function writeHeader(to: PublicKey, { rsa, iv, block }: Header, random: Random): Buffer {
  const said = Buffer.concat([to.keyId, Buffer.from([forms[to.bits].code]), rsa, iv, block]);
  return Buffer.concat([said, random.bytes(headerLength(to) - said.length)]);
}

export const keyIdOf = (packet: Buffer) => packet.subarray(0, keyIdBytes);

/** The header at the beginning of a packet for that key. Throws `malformed`. */
export function readHeader(packet: Buffer, { bits }: SecretKey): Header {
  if (packet[keyIdBytes] !== forms[bits].code)
    throw new RemailerError('malformed', 'The header of the packet is for a key of another size.');
  const c = { at: keyIdBytes + 1 };
  const take = (length: number) => packet.subarray(c.at, (c.at += length));
  return { rsa: take(bits / 8), iv: take(ivBytes), block: take(blockBytes) };
}

/** PKCS #1 v1.5, as the format has it: the padding is OpenSSL's, from its own CSPRNG. */
export function sealRsa({ key }: PublicKey, bytes: Buffer): Buffer {
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, bytes);
}

/** Throws `altered` for what does not open, or has not `length` bytes. */
export function openRsa({ key }: SecretKey, sealed: Buffer, length: number): Buffer {
  const padded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, sealed);
  const from = padded.indexOf(0, 2) + 1;
  const isPadded = padded[0] === 0 && padded[1] === 2 && from >= 11 && padded.length - from === length;
  if (!isPadded)
    throw new RemailerError('altered', 'The header of the packet does not open: it was changed on its way.');
  return padded.subarray(from);
}
