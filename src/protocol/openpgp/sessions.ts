import { setImmediate } from 'node:timers/promises';
import { decryptSessionKeys, readMessage as readWhole } from 'openpgp';
import { prefixFits, sessionKeyOf } from './ciphers';
import type { CipherName, SessionKey } from './ciphers';
import { decryptData } from './decrypt';
import { OpenPgpError } from './errors';
import { tags } from './frames';
import type { Frame } from './frames';
import { partsOf } from './keys';
import type { SecretKey } from './keys';
import { emptyData, settings } from './library';
import { limits } from './limits';
import { hiddenKeyId } from './message';
import type { RawRsa } from './rsa';
import type { Message, PublicKeySession } from './message';

/** One encryption that was taken off, as it was met. */
export type Layer =
  | { readonly kind: 'symmetric'; readonly cipher: CipherName; readonly passphraseIndex: number }
  | {
      readonly kind: 'public-key';
      readonly cipher: CipherName;
      /** As on the packets: `0000000000000000` is a hidden one. */
      readonly recipientKeyIds: readonly string[];
      /** Fingerprint of the key pair that opened it. */
      readonly openedBy: string;
    };

/** What may open a message. */
export interface Openers {
  readonly keys: readonly SecretKey[];
  readonly passphrases: readonly string[];
  /** Where RSA's private-key operations are done; in this thread where it is left out. */
  readonly raw?: RawRsa | undefined;
  /** The most bytes that a message may have passphrases hashed into; 8 GiB unless told otherwise. */
  readonly maxHashBytes?: number;
}

interface Found {
  readonly session: SessionKey;
  readonly layer: Layer;
}

/** Finds the session key of an encrypted message. Throws `no-key` or `wrong-passphrase` where nothing given fits, or `too-costly`. */
export async function findSessionKey(message: Message, openers: Openers): Promise<Found> {
  const found = (await byKeys(message, openers)) ?? (await byPassphrases(message, openers));
  if (found) return found;
  if (message.publicKeys.length > 0 || message.passphrases.length === 0)
    throw new OpenPgpError('no-key', 'The message is encrypted to a key that is not among those given.');
  throw new OpenPgpError('wrong-passphrase', 'None of the passphrases opens the message.');
}

/** Named recipients before hidden ones: those cost nothing when they are strangers. */
async function byKeys({ publicKeys }: Message, { keys, raw }: Openers): Promise<Found | undefined> {
  const recipientKeyIds = publicKeys.map(({ keyId }) => keyId);
  const hiddenLast = [...publicKeys].sort((a, b) => Number(a.keyId === hiddenKeyId) - Number(b.keyId === hiddenKeyId));
  for (const packet of hiddenLast)
    for (const key of keys) {
      const session = await openWith(key, packet, raw);
      if (!session) continue;
      const openedBy = key.publicKey.fingerprint;
      return { session, layer: { kind: 'public-key', cipher: session.cipher, recipientKeyIds, openedBy } };
    }
  return undefined;
}

async function openWith(
  key: SecretKey,
  packet: PublicKeySession,
  raw: RawRsa | undefined,
): Promise<SessionKey | undefined> {
  for (const decryptor of partsOf(key).decryptors) {
    if (packet.keyId !== hiddenKeyId && !decryptor.keyIds.includes(packet.keyId)) continue;
    const session = await decryptor.open(packet, raw);
    if (session) return session;
    // Node does private-key operations on the main thread: a nym that tries its key on everything must not hold up the rest.
    if (!raw) await setImmediate();
  }
  return undefined;
}

/** Of those that only may fit, the first: then the message is damaged, or none is right. */
async function byPassphrases(
  message: Message,
  { passphrases, maxHashBytes = limits.hashBytes }: Openers,
): Promise<Found | undefined> {
  let perhaps: Found | undefined;
  let hashed = 0;
  for (const frame of message.passphrases) {
    const cost = hashBytes(frame.body);
    if (cost === undefined) continue;
    for (const [passphraseIndex, passphrase] of passphrases.entries()) {
      hashed += cost;
      if (hashed > maxHashBytes)
        throw new OpenPgpError('too-costly', 'To try more passphrases on the message would take too long.');
      // the library hashes on the main thread, some tenths of a second at a time: the rest has its turn in between
      await setImmediate();
      const session = await derive(frame, passphrase);
      const fit = session ? await fitOf(session, message) : 'no';
      if (!session || fit === 'no') continue;
      const found: Found = { session, layer: { kind: 'symmetric', cipher: session.cipher, passphraseIndex } };
      if (fit === 'yes') return found;
      perhaps ??= found;
    }
  }
  return perhaps;
}

/** RFC 9580 §3.7.1: simple, salted, and iterated and salted, each with its length in bytes. No server, nor GnuPG, writes others. */
const stretches: Readonly<Record<number, number>> = { 0: 2, 1: 10, 3: 11 };

/**
 * How many bytes a passphrase is hashed into for a session key packet, at most; undefined where that is of a kind that is not tried:
 * Argon2 would hold up everything for seconds, and takes no more than a few bytes to ask for.
 */
function hashBytes([version, , ...stretch]: Uint8Array): number | undefined {
  const [type = -1] = stretch;
  const length = stretches[type];
  if (version !== 4 || length === undefined || stretch.length < length) return undefined;
  const coded = stretch[10] ?? 0;
  // RFC 9580 §3.7.1.3; twice, for a key may be longer than what one hash gives
  return type === 3 ? 2 * ((16 + (coded & 15)) << ((coded >> 4) + 6)) : 0;
}

async function derive(frame: Frame, passphrase: string): Promise<SessionKey | undefined> {
  try {
    const message = await readWhole({ binaryMessage: Buffer.concat([frame.raw, emptyData]), config: settings });
    const [found] = await decryptSessionKeys({ message, passwords: passphrase, config: settings });
    return found && sessionKeyOf(found.algorithm, found.data);
  } catch {
    return undefined;
  }
}

type Fit = 'yes' | 'perhaps' | 'no';

/**
 * A passphrase always gives some key. The repeated bytes of the prefix tell most wrong ones, but one in 65,536 passes: a trial of the whole says
 * more, where there is anything in it that tells.
 */
async function fitOf(session: SessionKey, { data }: Message): Promise<Fit> {
  if (data.tag === tags.encryptedWithAead) return (await decrypts(session, data)) ? 'yes' : 'no';
  const isProtected = data.tag === tags.encryptedWithMdc;
  const quick = prefixFits(session, isProtected ? data.body.subarray(1) : data.body);
  if (quick === false || (quick === undefined && !isProtected)) return 'no';
  if (isProtected && (await decrypts(session, data))) return 'yes';
  return quick === true ? 'perhaps' : 'no';
}

async function decrypts(session: SessionKey, data: Frame): Promise<boolean> {
  return decryptData(data, session).then(
    () => true,
    (error: unknown) => !(error instanceof OpenPgpError && error.code === 'altered'),
  );
}
