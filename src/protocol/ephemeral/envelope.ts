import type { Random } from '../../base/random';
import type { Secret } from '../../base/secret';
import { OpenPgpError, openByPassphrase, readArmored, sealByPassphrase, writeShortArmor } from '../openpgp';
import type { OpenPgpErrorCode } from '../openpgp';
import { EphemeralError } from './errors';
import type { EphemeralErrorCode } from './errors';
import { limits } from './limits';

/** A message in its two parts, each encrypted. */
export interface Envelope {
  readonly header: Buffer;
  readonly body: Buffer;
}

/** Header and padding together; the last of them says how many bytes of padding there are, itself included. */
const headBytes = 106;
/** What both parts begin with in OpenPGP, and here do not (ephemeral.md, Enc): S2K of SHA-256, AES256. */
const omitted = Buffer.from('8c0d04090308', 'hex');

/** Takes an armored message apart, with any text around it, such as an article's. Throws `not-ephemeral` or `too-large`. */
export function readEnvelope(armored: Uint8Array): Envelope {
  if (armored.length > limits.messageBytes)
    throw new EphemeralError('too-large', 'The message is larger than allowed.');
  const bytes = readArmored(armored);
  const padding = bytes?.[headBytes - 1] ?? 0;
  if (!bytes || bytes.length <= headBytes || padding === 0 || padding >= headBytes)
    throw new EphemeralError('not-ephemeral', 'There is no message of an ephemeral layer here.');
  return { header: bytes.subarray(0, headBytes - padding), body: bytes.subarray(headBytes) };
}

/** The armored message: 64 columns, no checksum, LF. */
export function writeEnvelope({ header, body }: Envelope, random: Random): Buffer {
  const padding = headBytes - header.length;
  const filling = Buffer.concat([random.bytes(padding - 1), Buffer.from([padding])]);
  return Buffer.from(writeShortArmor(Buffer.concat([header, filling, body])));
}

/** A part opened, and by which of the keys. */
export interface OpenedPart {
  readonly text: Buffer;
  readonly keyIndex: number;
}

type Failures = Readonly<Partial<Record<OpenPgpErrorCode, EphemeralErrorCode>>>;

const always: Failures = { 'too-large': 'too-large', 'too-costly': 'too-costly' };

/** Opens the header with one of some keys; undefined where none fits. Throws `not-ephemeral` or `too-costly`. */
export async function openHeader({ header }: Envelope, keys: readonly Secret[]): Promise<OpenedPart | undefined> {
  return openPart(header, keys, { ...always, 'not-openpgp': 'not-ephemeral' });
}

/** Opens the body with one of some keys; undefined where none fits. Throws `too-large` or `too-costly`. */
export async function openBody({ body }: Envelope, keys: readonly Secret[]): Promise<OpenedPart | undefined> {
  return openPart(body, keys, always);
}

async function openPart(part: Buffer, keys: readonly Secret[], failures: Failures): Promise<OpenedPart | undefined> {
  const wishes = {
    passphrases: keys.map(passphraseOf),
    maxBytes: limits.plaintextBytes,
    maxHashBytes: limits.hashBytes,
  };
  try {
    const { plaintext, passphraseIndex } = await openByPassphrase(Buffer.concat([omitted, part]), wishes);
    return { text: plaintext, keyIndex: passphraseIndex };
  } catch (error) {
    if (!(error instanceof OpenPgpError)) throw error;
    const code = failures[error.code];
    if (code) throw new EphemeralError(code, error.message, { cause: error });
    return undefined;
  }
}

export async function sealPart(
  text: Uint8Array,
  key: Secret,
  around: { random: Random; now: number },
): Promise<Buffer> {
  const { random, now } = around;
  const sealed = await sealByPassphrase(text, passphraseOf(key), { random, now: new Date(now) });
  return sealed.subarray(omitted.length);
}

/** Lower-case hex of the key. */
function passphraseOf(key: Secret): Buffer {
  return key.use((bytes) => Buffer.from(bytes.toString('hex')));
}
