import { readPrivateKey, reformatKey, revokeKey } from 'openpgp';
import type { PrivateKey } from 'openpgp';
import { readPublicKey } from '../../src/protocol/openpgp';
import type { PublicKey, SecretKey } from '../../src/protocol/openpgp';
import { secretKey } from './keys';
import type { WebAnswer } from './web';

const day = 86_400;
/** When the fixed key pairs were made. */
export const made = new Date('2026-01-01T00:00:00Z');

export interface CopyWishes {
  readonly userIds?: readonly string[];
  /** When it was signed anew. */
  readonly date?: Date;
  /** Days from when the key was made. */
  readonly lastsDays?: number;
}

/** The nym server's own key, signed anew by its owner with other user ids, or another end. */
export async function serverCopy({ userIds, date = made, lastsDays = 0 }: CopyWishes = {}): Promise<PublicKey> {
  return copyOf(await secretKey('server'), userIds ?? ['Nym Server <config@nym.test>'], date, lastsDays);
}

/** A key pair of somebody, as a public key with these user ids. */
export async function copyOf(
  pair: SecretKey,
  userIds: readonly string[],
  date = made,
  lastsDays = 0,
): Promise<PublicKey> {
  const own = await readPrivateKey({ binaryKey: pair.binary() });
  return readPublicKey((await reformat(own, userIds, date, lastsDays)).publicKey.write());
}

function reformat(privateKey: PrivateKey, userIds: readonly string[], date: Date, lastsDays: number) {
  const userIDs = userIds.map((userId) => ({ name: userId.replace(/ *<.*/, ''), email: userId.replace(/.*<|>/g, '') }));
  return reformatKey({ privateKey, userIDs, date, keyExpirationTime: lastsDays * day, format: 'object' });
}

/** A key revoked by its owner; with these user ids, where any are given. */
export async function revokedKey(pair: SecretKey, userIds?: readonly string[]): Promise<PublicKey> {
  const own = await readPrivateKey({ binaryKey: pair.binary() });
  const key = userIds ? (await reformat(own, userIds, made, 0)).privateKey : own;
  const revoked = await revokeKey({ key, date: made, format: 'object' });
  return readPublicKey(revoked.publicKey.write());
}

/** Carol's key for the nym server, without the part that can be encrypted to. */
export async function signOnlyKey(): Promise<PublicKey> {
  return readPublicKey((await withoutSubkeys()).toPublic().write());
}

/** A key without an end whose part that can be encrypted to ended a day after it was made. */
export async function subkeyExpired(): Promise<PublicKey> {
  const key = await (await withoutSubkeys()).addSubkey({ keyExpirationTime: day, date: made });
  return readPublicKey(key.toPublic().write());
}

async function withoutSubkeys(): Promise<PrivateKey> {
  const carol = await readPrivateKey({ binaryKey: (await secretKey('carol')).binary() });
  const { privateKey } = await reformat(carol, ['Nym Server <config@nym.test>', 'Nym Server <send@nym.test>'], made, 0);
  privateKey.subkeys = [];
  return privateKey;
}

/** Serves each path that is there, and a page that says so for every other, as keyservers do. */
export function serve(files: Readonly<Record<string, string | Buffer>>): WebAnswer {
  return ({ path }, response) => {
    const file = files[path];
    if (file === undefined)
      response.writeHead(404, { 'Content-Type': 'text/html' }).end('<html><body>Not found</body></html>');
    else response.writeHead(200, { 'Content-Type': 'application/pgp-keys' }).end(file);
  };
}
