import { enums } from 'openpgp';
import type { AlgorithmInfo, Key, PublicKey as LibraryKey, SignaturePacket, Subkey, User } from 'openpgp';
import { OpenPgpError } from './errors';
import { publicKeyOf } from './keys';
import type { PublicKey } from './keys';
import { latest, settings } from './library';
import { limits } from './limits';

/**
 * The facts of a key, its self-signatures verified. Throws `bad-key` where no user id is signed by the key itself, and `too-large`
 * where somebody has hung more signatures on it than can be verified in a reasonable time.
 * The time of day plays no part: `canEncrypt` of an expired key is still true.
 */
export async function describeKey(key: LibraryKey): Promise<PublicKey> {
  refuseFlooded(key);
  const userIds = await signedUserIds(key);
  if (userIds.length === 0)
    throw new OpenPgpError('bad-key', 'The key is of no use: no user id on it is signed by the key itself.');
  const encryption = await usable(key.getEncryptionKey(undefined, null, undefined, settings));
  const signing = await usable(key.getSigningKey(undefined, null, undefined, settings));
  return publicKeyOf(key, {
    fingerprint: key.getFingerprint().toUpperCase(),
    keyIds: key.getKeyIDs().map((id) => id.toHex().toUpperCase()),
    userIds,
    algorithm: [...new Set([key, encryption ?? key].map((part) => algorithmName(part.getAlgorithmInfo())))].join('+'),
    created: key.getCreationTime(),
    expires: await expiry(key, encryption),
    canEncrypt: encryption !== undefined,
    canSign: signing !== undefined,
    revoked: await isRevoked(key),
    signed: await lastSigned(key),
  });
}

/** Throws `too-large` where somebody has hung more signatures on a key than can be verified in a reasonable time. */
export function refuseFlooded(key: LibraryKey): void {
  if (ownSignatures(key) > limits.ownSignatures) throw flooded();
}

/** How many signatures there are that may be the key's own, and would have to be verified. */
export function ownSignatures({ users, subkeys, revocationSignatures }: LibraryKey): number {
  const lists = [
    revocationSignatures,
    ...users.flatMap((user) => [user.selfCertifications, user.revocationSignatures]),
    ...subkeys.flatMap((subkey) => [subkey.bindingSignatures, subkey.revocationSignatures]),
  ];
  return lists.reduce((sum, list) => sum + list.length, 0);
}

export function flooded(): OpenPgpError {
  const message = 'It has been flooded with signatures. Get the key from another place.';
  return new OpenPgpError('too-large', message);
}

/** The library says "cannot" by throwing, whatever the reason. */
async function usable<T>(part: Promise<T>): Promise<T | undefined> {
  return part.catch(() => undefined);
}

async function signedUserIds(key: LibraryKey): Promise<string[]> {
  const signed: string[] = [];
  for (const user of key.users) if (user.userID && (await isSelfSigned(user))) signed.push(user.userID.userID);
  return signed;
}

async function isSelfSigned(user: User): Promise<boolean> {
  const dates = user.selfCertifications.flatMap(({ created }) => (created ? [created] : []));
  const result = await usable(user.verify(latest(new Date(0), ...dates), settings));
  return result ?? false;
}

/** The earlier of the ends of the primary key and of the key encrypted to. */
async function expiry(key: LibraryKey, encryption: Key | Subkey | undefined): Promise<Date | undefined> {
  const ends = [await key.getExpirationTime(undefined, settings)];
  if (encryption && 'mainKey' in encryption) ends.push(await encryption.getExpirationTime(undefined, settings));
  const dates = ends.flatMap((end) => (end instanceof Date ? [end.getTime()] : []));
  return dates.length === 0 ? undefined : new Date(Math.min(...dates));
}

async function isRevoked(key: LibraryKey): Promise<boolean> {
  const dates = key.revocationSignatures.flatMap(({ created }) => created ?? []);
  return key.isRevoked(undefined, undefined, latest(new Date(0), ...dates), settings);
}

/** Only signatures that verify count: a stranger can write one with any date. */
async function lastSigned(key: LibraryKey): Promise<Date> {
  const primary = { key: key.keyPacket };
  const users = key.users.map(({ userID, selfCertifications }) =>
    userID ? newest(key, selfCertifications, enums.signature.certGeneric, { ...primary, userID }) : undefined,
  );
  const subkeys = key.subkeys.map(({ keyPacket, bindingSignatures }) =>
    newest(key, bindingSignatures, enums.signature.subkeyBinding, { ...primary, bind: keyPacket }),
  );
  const dates = await Promise.all([...users, ...subkeys]);
  return latest(key.getCreationTime(), ...dates.flatMap((date) => date ?? []));
}

/** The date of the newest of these signatures by the key itself over `data`. */
async function newest(
  key: LibraryKey,
  signatures: readonly SignaturePacket[],
  type: enums.signature,
  data: object,
): Promise<Date | undefined> {
  const dated = signatures.flatMap((signature) => (signature.created ? [{ signature, at: signature.created }] : []));
  for (const { signature, at } of dated.sort((a, b) => b.at.getTime() - a.at.getTime()))
    if (await holds(signature.verify(key.keyPacket, type, data, at, false, settings))) return at;
  return undefined;
}

/** The library says "no" by throwing. */
function holds(verified: Promise<void>): Promise<boolean> {
  return verified.then(
    () => true,
    () => false,
  );
}

const shortNames: Readonly<Record<string, string>> = {
  rsaEncryptSign: 'rsa',
  rsaEncrypt: 'rsa',
  rsaSign: 'rsa',
  elgamal: 'elg',
  eddsaLegacy: 'ed25519',
  ed25519Legacy: 'ed25519',
  curve25519Legacy: 'cv25519',
  x25519: 'cv25519',
};

/** As GnuPG writes it: `rsa4096`, `ed25519`, `cv25519`, `nistP256`. */
function algorithmName({ algorithm, bits, curve }: AlgorithmInfo): string {
  const name = curve ?? algorithm;
  return `${shortNames[name] ?? name}${bits ?? ''}`;
}
