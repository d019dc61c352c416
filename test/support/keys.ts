import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSecretKey } from '../../src/protocol/openpgp';
import type { PublicKey, SecretKey } from '../../src/protocol/openpgp';

/** The owners of the key pairs in test/golden/keys: see the README there. All but Dave's were made on 2026-01-01 and never expire. */
export type KeyOwner = 'alice' | 'server' | 'bob' | 'carol' | 'dave';

const read = new Map<KeyOwner, Promise<SecretKey>>();

/** The armored secret key block of one of the fixed key pairs. */
export function armoredSecretKey(owner: KeyOwner): Buffer {
  return readFileSync(join(__dirname, '../golden/keys', `${owner}.asc`));
}

/** One of the fixed key pairs, read once a test file. */
export function secretKey(owner: KeyOwner): Promise<SecretKey> {
  const key = read.get(owner) ?? readSecretKey(armoredSecretKey(owner));
  read.set(owner, key);
  return key;
}

export async function publicKey(owner: KeyOwner): Promise<PublicKey> {
  return (await secretKey(owner)).publicKey;
}
