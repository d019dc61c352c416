import { generateKey as generate } from 'openpgp';
import { readAddress } from '../../base/address';
import { decryptorsOf } from './decryptors';
import { describeKey } from './describe';
import { OpenPgpError, readLibraryError } from './errors';
import { secretKeyOf } from './keys';
import type { SecretKey } from './keys';
import { settings } from './library';

/** `ecc` is Ed25519 and Curve25519 in the form GnuPG 2.2 reads; GnuPG 1.4 and 2.0 know RSA only. */
export type KeyAlgorithm = 'rsa2048' | 'rsa3072' | 'rsa4096' | 'ecc';

export interface KeyWishes {
  /** The display name in front of the address, where there is one. */
  readonly name?: string;
  readonly email: string;
  /** More addresses, each in a user id of its own: a nym server has several. */
  readonly others?: readonly string[];
  readonly algorithm: KeyAlgorithm;
  /** Whole seconds count. */
  readonly created: Date;
  /** Seconds from `created`; a key without never expires. No nym server prolongs a key (nymserv.md §2). */
  readonly expiresAfterSeconds?: number;
}

const kinds = {
  rsa2048: { type: 'rsa', rsaBits: 2048 },
  rsa3072: { type: 'rsa', rsaBits: 3072 },
  rsa4096: { type: 'rsa', rsaBits: 4096 },
  ecc: { type: 'ecc', curve: 'ed25519Legacy' },
} as const;

/**
 * A new version 4 key pair: a primary key that certifies and signs, a subkey that decrypts, user ids `Name <email>`
 * or `<email>`; it asks for AES256 first, SHA-256 and ZLIB, and for no AEAD (nymserv.md §6, §8).
 */
export async function generateKey(wishes: KeyWishes): Promise<SecretKey> {
  const { name, email, others = [], algorithm, created, expiresAfterSeconds = 0 } = wishes;
  const emails = [email, ...others];
  if (!emails.every(readAddress) || (name !== undefined && !isPlainName(name)))
    throw new OpenPgpError('bad-key', 'No key can be made for this name and address: look for signs like < and >.');
  try {
    const { privateKey } = await generate({
      ...kinds[algorithm],
      userIDs: emails.map((one) => ({ email: one, ...(name ? { name } : {}) })),
      date: created,
      keyExpirationTime: expiresAfterSeconds,
      format: 'object',
      config: settings,
    });
    const publicKey = await describeKey(privateKey.toPublic());
    return secretKeyOf({ key: privateKey, decryptors: await decryptorsOf(privateKey) }, publicKey);
  } catch (error) {
    throw readLibraryError(error, 'bad-key', 'No key can be made for this name and address.');
  }
}

/** Servers read the address between < and > of the user id, so the name must not bring its own. */
function isPlainName(name: string): boolean {
  return name.length <= 200 && !/[<>\p{Cc}]/u.test(name);
}
