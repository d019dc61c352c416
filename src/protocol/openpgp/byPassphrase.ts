import { createHash } from 'node:crypto';
import type { Random } from '../../base/random';
import { prefixFits } from './ciphers';
import type { SessionKey } from './ciphers';
import { readContent } from './content';
import { decryptData } from './decrypt';
import { encryptPackets, packShort } from './encrypt';
import { OpenPgpError } from './errors';
import { readFrames, tags } from './frames';
import type { Frame } from './frames';
import { writeLiteral } from './sign';
import { tooLarge } from './unpack';

/** RFC 9580 §5.3.1: version 4, AES256, iterated and salted S2K, SHA-256; a salt of 8 bytes and the coded count follow. */
const session = Buffer.from([4, 9, 3, 8]);
const saltBytes = 8;
/** The packet's header in the old format, as GnuPG writes it. */
const sessionHeader = Buffer.from([0x8c, session.length + saltBytes + 1]);

/** 65536 bytes: GnuPG's least. For passphrases that are keys themselves, which nobody can guess. */
const leastCount = 0x60;

export interface OneLayerWishes {
  /** Tried in turn. */
  readonly passphrases: readonly Uint8Array[];
  /** The most bytes that the plaintext may have. */
  readonly maxBytes: number;
  /** The most bytes that all passphrases together may be hashed into. */
  readonly maxHashBytes: number;
}

/**
 * Opens a message of exactly one layer in the one form that `sealByPassphrase` and GnuPG write: what is inside is not looked
 * into, and nothing may follow. Throws `wrong-passphrase`, `altered`, `too-large`, `too-costly`, `unsupported` or `not-openpgp`.
 */
export async function openByPassphrase(
  bytes: Buffer,
  { passphrases, maxBytes, maxHashBytes }: OneLayerWishes,
): Promise<{ plaintext: Buffer; passphraseIndex: number }> {
  const { salt, count, data } = readOneLayer(bytes);
  for (const [passphraseIndex, passphrase] of passphrases.entries()) {
    if (count * (passphraseIndex + 1) > maxHashBytes)
      throw new OpenPgpError('too-costly', 'To try more passphrases on the message would take too long.');
    const key: SessionKey = { cipher: 'aes256', data: stretch(passphrase, salt, count) };
    if (prefixFits(key, data.body.subarray(1)) !== true) continue;
    const plaintext = await textOf(data, key, maxBytes).catch(unlessWrong);
    if (plaintext) return { plaintext, passphraseIndex };
  }
  throw new OpenPgpError('wrong-passphrase', 'None of the passphrases opens the message.');
}

/** A wrong key passes the first look once in 65,536 times; then the integrity check fails. */
function unlessWrong(error: unknown): undefined {
  if (!(error instanceof OpenPgpError && error.code === 'altered')) throw error;
}

function readOneLayer(bytes: Buffer): { salt: Buffer; count: number; data: Frame } {
  const [head, data, ...others] = readFrames(bytes);
  const asExpected = head?.tag === tags.passphraseSession && head.body.subarray(0, session.length).equals(session);
  if (!asExpected || data?.tag !== tags.encryptedWithMdc || others.length > 0)
    throw new OpenPgpError('not-openpgp', 'There is no message under a passphrase alone here.');
  const whole = head.raw.length + data.raw.length === bytes.length && head.complete && data.complete;
  if (!whole || head.body.length !== session.length + saltBytes + 1 || data.body[0] !== 1)
    throw new OpenPgpError('altered', 'The message is damaged or cut off.');
  const coded = head.body[session.length + saltBytes] ?? 0;
  // RFC 9580 §3.7.1.3
  const count = (16 + (coded & 15)) << ((coded >> 4) + 6);
  return { salt: head.body.subarray(session.length, session.length + saltBytes), count, data };
}

async function textOf(data: Frame, key: SessionKey, maxBytes: number): Promise<Buffer> {
  const inside = await decryptData(data, key);
  const content = Buffer.isBuffer(inside) ? await readContent(inside, maxBytes) : inside;
  if (!Buffer.isBuffer(content)) throw new OpenPgpError('unsupported', 'The message is signed where it should not be.');
  if (content.length > maxBytes) throw tooLarge();
  return content;
}

/** RFC 9580 §3.7.1.3: salt and passphrase again and again, `count` bytes of them, to 32 bytes. */
function stretch(passphrase: Uint8Array, salt: Buffer, count: number): Buffer {
  const once = Buffer.concat([salt, passphrase]);
  const many = Buffer.concat(Array.from({ length: Math.ceil(chunkBytes / once.length) }, () => once));
  const hash = createHash('sha256');
  let left = Math.max(count, once.length);
  for (; left > many.length; left -= many.length) hash.update(many);
  return hash.update(many.subarray(0, left)).digest();
}

const chunkBytes = 64 * 1024;

/** Encrypts with a passphrase that is a key, packet by packet as GnuPG does. Binary. */
export async function sealByPassphrase(
  payload: Uint8Array,
  passphrase: Uint8Array,
  { random, now }: { random: Random; now: Date },
): Promise<Buffer> {
  const salt = random.bytes(saltBytes);
  const key = stretch(passphrase, salt, (16 + (leastCount & 15)) << ((leastCount >> 4) + 6));
  const packed = await packShort(writeLiteral(payload, now));
  const head = Buffer.concat([sessionHeader, session, salt, Buffer.from([leastCount])]);
  return Buffer.concat([head, encryptPackets(packed, key, random)]);
}
