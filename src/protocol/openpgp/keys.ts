import type { PrivateKey, PublicKey as LibraryKey } from 'openpgp';
import { writeArmor } from './armor';
import type { Decryptor } from './decryptors';
import { OpenPgpError } from './errors';

/** A public key: of a nym server, a nym, a correspondent. Its self-signatures have been verified. */
export interface PublicKey {
  /** Of the primary key: 40 upper-case hex digits. */
  readonly fingerprint: string;
  /** Of the primary key and each subkey: 16 upper-case hex digits. */
  readonly keyIds: readonly string[];
  /** Those its owner signed, as written: `Alice <panda@nym.test>`. */
  readonly userIds: readonly string[];
  /** `rsa4096`, `ed25519+cv25519`, `dsa1024+elg2048`: primary key, then the encryption subkey where it differs. */
  readonly algorithm: string;
  readonly created: Date;
  /** When it stops being good for anything, or undefined where it never does. */
  readonly expires: Date | undefined;
  /** Whether it can at all, whatever the time: expiry is to be looked at apart. */
  readonly canEncrypt: boolean;
  readonly canSign: boolean;
  /** Withdrawn by its owner, for good. */
  readonly revoked: boolean;
  /** When its owner last signed it: of two copies of one key, the later is the newer. */
  readonly signed: Date;
  /** A PUBLIC KEY BLOCK in bare armor. */
  readonly armored: () => string;
  readonly binary: () => Buffer;
}

/** A key pair whose secret half is unlocked. */
export interface SecretKey {
  readonly publicKey: PublicKey;
  /** The transferable secret key, **unprotected**: only ever stored in the encrypted store. */
  readonly binary: () => Buffer;
  /** `[secret]`, and so is every other way of printing one. */
  readonly toString: () => string;
}

/** What a SecretKey stands for inside the engine. */
export interface SecretParts {
  readonly key: PrivateKey;
  readonly decryptors: readonly Decryptor[];
}

// Apart from the values, so that nobody prints, compares or copies the library's objects with them.
const publicParts = new WeakMap<PublicKey, LibraryKey>();
const secretParts = new WeakMap<SecretKey, SecretParts>();

/** A PublicKey value for a key of the library. */
export function publicKeyOf(key: LibraryKey, facts: Omit<PublicKey, 'armored' | 'binary'>): PublicKey {
  const binary = () => Buffer.from(key.write());
  const value: PublicKey = Object.freeze({ ...facts, binary, armored: () => writeArmor('PUBLIC KEY BLOCK', binary()) });
  publicParts.set(value, key);
  return value;
}

/** A SecretKey value, which prints as `[secret]`. */
export function secretKeyOf(parts: SecretParts, publicKey: PublicKey): SecretKey {
  const show = () => '[secret]';
  const value: SecretKey = { publicKey, binary: () => Buffer.from(parts.key.write()), toString: show };
  for (const name of ['toJSON', Symbol.for('nodejs.util.inspect.custom')])
    Object.defineProperty(value, name, { value: show });
  secretParts.set(value, parts);
  return Object.freeze(value);
}

export function libraryKeyOf(key: PublicKey): LibraryKey {
  return known(publicParts.get(key));
}

export function partsOf(key: SecretKey): SecretParts {
  return known(secretParts.get(key));
}

function known<T>(parts: T | undefined): T {
  if (parts === undefined)
    throw new OpenPgpError('bad-key', 'This key was not made by this engine: read it from bytes.');
  return parts;
}
