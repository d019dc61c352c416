import { firstArmor, decodeArmor } from './armor';
import { OpenPgpError } from './errors';
import { readFrames, tags } from './frames';
import type { Frame } from './frames';
import { limits } from './limits';
import { upperHex } from './library';

/** The key id that says nothing: the recipient is hidden. */
export const hiddenKeyId = '0000000000000000';

/** A session key encrypted to a public key (RFC 9580 §5.1, version 3). */
export interface PublicKeySession {
  readonly keyId: string;
  /** RFC 9580 §9.1 */
  readonly algorithm: number;
  /** The algorithm's numbers: for RSA one, with its bit count in front. */
  readonly numbers: Buffer;
  readonly frame: Frame;
}

/** An OpenPGP message in its outermost packets. */
export interface Message {
  readonly publicKeys: readonly PublicKeySession[];
  /** Session keys derived from, or encrypted with, a passphrase (RFC 9580 §5.3). */
  readonly passphrases: readonly Frame[];
  /** The encrypted packet, or the first of those of a message that is not encrypted. */
  readonly data: Frame;
  readonly encrypted: boolean;
}

const encryptedTags: readonly number[] = [tags.encrypted, tags.encryptedWithMdc, tags.encryptedWithAead];
const plainTags: readonly number[] = [tags.signature, tags.onePassSignature, tags.compressed, tags.literal];
const ignoredTags: readonly number[] = [tags.marker, tags.padding];

/** The packets of a message: those of a block of armor anywhere in the bytes, or the bytes themselves. */
export function messageBytes(bytes: Buffer): Buffer {
  const armor = firstArmor(bytes, 'MESSAGE');
  return armor ? decodeArmor(bytes, armor) : bytes;
}

/** Reads the outermost packets; what follows the data is ignored, for no signature or checksum covers it. */
export function readMessage(bytes: Buffer): Message {
  const publicKeys: PublicKeySession[] = [];
  const passphrases: Frame[] = [];
  for (const frame of readFrames(bytes)) {
    if (ignoredTags.includes(frame.tag)) continue;
    const encrypted = encryptedTags.includes(frame.tag);
    if (encrypted || plainTags.includes(frame.tag)) return { publicKeys, passphrases, data: frame, encrypted };
    if (frame.tag === tags.publicKeySession) publicKeys.push(...readPublicKeySession(frame));
    else if (frame.tag === tags.passphraseSession) passphrases.push(frame);
    else break;
    if (publicKeys.length > limits.sessionKeyPackets || passphrases.length > limits.passphrasePackets)
      throw new OpenPgpError('unsupported', `The message is encrypted to more than ${limits.sessionKeyPackets} keys.`);
  }
  if (publicKeys.length + passphrases.length > 0)
    throw new OpenPgpError('altered', 'The message is cut off: its encrypted part is missing.');
  throw new OpenPgpError('not-openpgp', 'There is no OpenPGP message here.');
}

/** None where the version is not 3: newer ones belong to kinds of encryption that nobody sends to keys of ours. */
export function readPublicKeySession(frame: Frame): PublicKeySession[] {
  const { body } = frame;
  if (body[0] !== 3 || body.length < 10) return [];
  const keyId = upperHex(body.subarray(1, 9));
  return [{ keyId, algorithm: body[9] ?? 0, numbers: body.subarray(10), frame }];
}
