import { decryptKey, readKeys, readPrivateKeys } from 'openpgp';
import type { Key, PrivateKey } from 'openpgp';
import { asBuffer } from '../../base/bytes';
import { decodeArmor, findArmor } from './armor';
import { decryptorsOf } from './decryptors';
import { describeKey, flooded, ownSignatures } from './describe';
import { OpenPgpError, readLibraryError } from './errors';
import { readFrames, tags } from './frames';
import { secretKeyOf } from './keys';
import type { PublicKey, SecretKey } from './keys';
import { settings } from './library';
import { limits } from './limits';

/**
 * Reads the public keys of a file: binary, or in blocks of armor with any text around them. Throws `not-openpgp` where
 * there is none, and `bad-key` for secret keys: those are not to be handed about.
 */
export async function readPublicKeys(bytes: Uint8Array): Promise<PublicKey[]> {
  const keys: PublicKey[] = [];
  for (const block of keyBlocks(bytes, 'PUBLIC KEY BLOCK')) {
    if (hasSecret(block)) throw secretKey();
    keys.push(...(await describeAll(await parse(block))));
  }
  return keys;
}

async function describeAll(keys: readonly Key[]): Promise<PublicKey[]> {
  const described: PublicKey[] = [];
  for (const key of keys) described.push(await describeKey(key.toPublic()));
  return described;
}

/** What a file holds that may have been written by strangers: a keyserver's answer, a ring. */
export interface KeyRing {
  readonly keys: readonly PublicKey[];
  /** How many there are besides that are damaged, of a kind not known here, or not signed by their owner. */
  readonly useless: number;
}

/**
 * Reads as many public keys as can be read: one that is of no use does not stand in the way of the others. Throws as
 * readPublicKeys where there is none at all, and for secret keys; where there is one alone, also for what is wrong with it.
 */
export async function readKeyRing(bytes: Uint8Array): Promise<KeyRing> {
  const keys: PublicKey[] = [];
  const wrong: OpenPgpError[] = [];
  const parts = keyBlocks(bytes, 'PUBLIC KEY BLOCK').flatMap(singleKeys);
  if (parts.length > limits.keys) throw tooMany();
  if (parts.some(hasSecret)) throw secretKey();
  const attempt = async <T>(work: Promise<T[]>): Promise<T[]> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof OpenPgpError)) throw error;
      wrong.push(error);
      return [];
    }
  };
  const read: Key[] = [];
  for (const part of parts) read.push(...(await attempt(parse(part))));
  if (read.reduce((sum, key) => sum + ownSignatures(key.toPublic()), 0) > limits.ringSignatures) throw flooded();
  for (const key of read) keys.push(...(await attempt(describeAll([key]))));
  const [only = noKey(), ...others] = wrong;
  if (keys.length === 0 && others.length === 0) throw only;
  return { keys, useless: wrong.length };
}

/** Each key of a block by itself: from one primary key to the next. */
function singleKeys(block: Buffer): Buffer[] {
  const starts: number[] = [];
  let at = 0;
  for (const { tag, raw } of readFrames(block, limits.keyPackets)) {
    if (isKeyTag(tag)) starts.push(at);
    at += raw.length;
  }
  return starts.map((start, i) => block.subarray(start, starts[i + 1]));
}

/** Reads exactly one public key; throws `bad-key` where there are more. */
export async function readPublicKey(bytes: Uint8Array): Promise<PublicKey> {
  const [key, ...others] = await readPublicKeys(bytes);
  if (!key) throw noKey();
  if (others.length > 0)
    throw new OpenPgpError(
      'bad-key',
      `There are ${others.length + 1} keys here where one is wanted: give each in a file of its own.`,
    );
  return key;
}

/** Reads exactly one secret key, binary or armored, unlocked by the passphrase where it is locked. */
export async function readSecretKey(bytes: Uint8Array, passphrase?: string): Promise<SecretKey> {
  const [block, ...others] = keyBlocks(bytes, 'PRIVATE KEY BLOCK');
  if (!block) throw noKey();
  if (firstTag(block) === tags.publicKey)
    throw new OpenPgpError('bad-key', 'This is a public key, and a secret key is wanted.');
  const [key, ...more] = await parseSecret(block);
  if (!key) throw noKey();
  if (others.length + more.length > 0)
    throw new OpenPgpError('bad-key', 'There are several secret keys here where one is wanted.');
  const open = await unlock(key, passphrase);
  return secretKeyOf({ key: open, decryptors: await decryptorsOf(open) }, await describeKey(open.toPublic()));
}

/** The binary keys in the blocks of armor, or the bytes themselves where they are binary. */
function keyBlocks(bytes: Uint8Array, wanted: string): Buffer[] {
  if (bytes.length > limits.keyBytes) throw new OpenPgpError('too-large', 'This is too large for a file of keys.');
  const source = asBuffer(bytes);
  if (isKeyTag(firstTag(source))) return [source];
  const armors = [...findArmor(source)].filter(({ label }) => label.endsWith(' KEY BLOCK'));
  if (armors.length > limits.keys) throw tooMany();
  if (armors.length === 0) throw noKey();
  // A block under the wrong label is read as well, to be refused by what it is.
  return armors
    .sort((a, b) => Number(b.label === wanted) - Number(a.label === wanted))
    .map((armor) => decodeArmor(source, armor));
}

function firstTag(bytes: Buffer): number | undefined {
  for (const frame of readFrames(bytes, limits.keyPackets)) if (frame.tag !== tags.marker) return frame.tag;
  return undefined;
}

/** Wherever it stands: a public key first does not make what follows harmless. */
function hasSecret(bytes: Buffer): boolean {
  for (const { tag } of readFrames(bytes, limits.keyPackets))
    if (tag === tags.secretKey || tag === tags.secretSubkey) return true;
  return false;
}

function isKeyTag(tag: number | undefined): boolean {
  return tag === tags.publicKey || tag === tags.secretKey;
}

async function parse(block: Buffer): Promise<Key[]> {
  try {
    return atMost(await readKeys({ binaryKeys: block, config: settings }));
  } catch (error) {
    throw readLibraryError(
      error,
      'bad-key',
      'The key cannot be read: it is damaged, cut off, or of a kind not known here.',
    );
  }
}

async function parseSecret(block: Buffer): Promise<PrivateKey[]> {
  try {
    return atMost(await readPrivateKeys({ binaryKeys: block, config: settings }));
  } catch (error) {
    throw readLibraryError(
      error,
      'bad-key',
      'The secret key cannot be read: it is damaged, cut off, or of a kind not known here.',
    );
  }
}

function atMost<T>(keys: T[]): T[] {
  if (keys.length > limits.keys) throw tooMany();
  return keys;
}

async function unlock(key: PrivateKey, passphrase: string | undefined): Promise<PrivateKey> {
  if (key.isDecrypted()) return key;
  if (passphrase === undefined)
    throw new OpenPgpError('wrong-passphrase', 'The secret key is locked: give its passphrase.');
  try {
    return await decryptKey({ privateKey: key, passphrase, config: settings });
  } catch (error) {
    throw new OpenPgpError('wrong-passphrase', 'The passphrase does not unlock the secret key.', { cause: error });
  }
}

function tooMany(): OpenPgpError {
  return new OpenPgpError('too-large', `There are more than ${limits.keys} keys here.`);
}

function secretKey(): OpenPgpError {
  const message = 'This is a secret key. Give the public key instead, and keep this one to yourself.';
  return new OpenPgpError('bad-key', message);
}

function noKey(): OpenPgpError {
  return new OpenPgpError('not-openpgp', 'There is no OpenPGP key here.');
}
