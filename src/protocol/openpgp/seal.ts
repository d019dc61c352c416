import { createMessage, encrypt, encryptSessionKey } from 'openpgp';
import { systemRandom } from '../../base/random';
import { writeArmor } from './armor';
import { encryptPackets, pack } from './encrypt';
import { OpenPgpError, readLibraryError } from './errors';
import { libraryKeyOf, partsOf } from './keys';
import type { PublicKey, SecretKey } from './keys';
import { latest, settings, wholeBytes } from './library';
import { signMessage, writeLiteral } from './sign';

export interface SealWishes {
  readonly payload: Uint8Array;
  readonly recipients: readonly PublicKey[];
  /** Signs inside the encryption, in the same message (nymserv.md §4). */
  readonly signer?: SecretKey;
  /** Throws the recipients' key ids away. */
  readonly wildcard?: boolean;
  /** `zlib` unless told otherwise: every OpenPGP program reads it. */
  readonly compression?: 'zlib' | 'none';
  readonly now: Date;
}

/**
 * Signs and encrypts: AES256, integrity protected (SEIPD version 1), binary literal, SHA-256 (nymserv.md §8).
 * Gives bare armor of 64 columns with LF line ends. Throws `expired-key` or `bad-key` for a key that cannot be used.
 */
export async function seal({ payload, recipients, signer, wildcard, compression, now }: SealWishes): Promise<Buffer> {
  if (recipients.length === 0) throw new OpenPgpError('no-key', 'There is no key to encrypt to.');
  const keys = signer ? [...recipients, signer.publicKey] : [...recipients];
  for (const key of keys) refuseExpired(key, now);
  // A server drops what is signed before its key was made (nymserv.md §4), and clocks differ.
  const date = latest(now, ...keys.map(({ created }) => created));
  try {
    const sessionKey = systemRandom.bytes(32);
    const sessions: unknown = await encryptSessionKey({
      data: sessionKey,
      // given, because the library would take AES128 for a key without preferences
      algorithm: 'aes256',
      encryptionKeys: recipients.map(libraryKeyOf),
      wildcard: wildcard ?? false,
      date,
      format: 'binary',
      config: settings,
    });
    const packets = signer ? await signMessage(payload, partsOf(signer).key, date) : writeLiteral(payload, date);
    const packed = compression === 'none' ? packets : await pack(packets);
    const message = Buffer.concat([wholeBytes(sessions), encryptPackets(packed, sessionKey)]);
    return Buffer.from(writeArmor('MESSAGE', message));
  } catch (error) {
    throw readLibraryError(
      error,
      'bad-key',
      'A key cannot be used: it is revoked, or has no part that encrypts or signs.',
    );
  }
}

function refuseExpired({ expires, fingerprint }: PublicKey, now: Date): void {
  if (expires && expires <= now)
    throw new OpenPgpError(
      'expired-key',
      `The key ${fingerprint.slice(-16)} expired on ${expires.toISOString().slice(0, 10)}.`,
    );
}

/** Encrypts with a passphrase only: AES256, S2K iterated and salted. Armor as `seal`. */
export async function sealSymmetric(wishes: { payload: Uint8Array; passphrase: string; now: Date }): Promise<Buffer> {
  const { payload, passphrase, now } = wishes;
  const message = await createMessage({ binary: payload, date: now, format: 'binary' });
  const binary: unknown = await encrypt({
    message,
    passwords: passphrase,
    date: now,
    format: 'binary',
    config: settings,
  });
  return Buffer.from(writeArmor('MESSAGE', wholeBytes(binary)));
}
