import { UserError } from '../base/errors';
import { plainLine } from '../base/plain';
import type { KeyRing, PublicKey } from '../protocol/openpgp';
import { OpenPgpError, readKeyRing } from '../protocol/openpgp';

// What is said of any public key that somebody offers: a nym server's, or a correspondent's.

const day = 24 * 60 * 60_000;
const warnBefore = 60 * day;

/** The keys in a file, armored or binary; `whose` is for the sentence. Throws UserError where there is none, or a secret one. */
export async function readRing(bytes: Uint8Array, whose: string): Promise<KeyRing> {
  try {
    return await readKeyRing(bytes);
  } catch (error) {
    if (!(error instanceof OpenPgpError)) throw error;
    throw new UserError(`This is not a public key of ${whose}: ${error.message}`, { cause: error });
  }
}

/** Why none of these keys is the one that is meant. */
export function noSuchKey(keys: readonly PublicKey[], fingerprint: string | undefined): UserError {
  const [key] = keys;
  if (!key || fingerprint === undefined)
    return new UserError('No key here is of any use: none is signed by its own owner.');
  const seen = keys.length === 1 ? `It is ${key.fingerprint}.` : `There are these:\n${list(keys)}`;
  return new UserError(`There is no key here with the fingerprint ${fingerprint}. ${seen}`);
}

/** Why the person has to say which. */
export function severalKeys(keys: readonly PublicKey[]): UserError {
  return new UserError(
    `There are ${keys.length} keys here, and which is meant cannot be told. Name one by --fingerprint:\n${list(keys)}`,
  );
}

/** Enough to choose from. */
const mostListed = 10;

function list(keys: readonly PublicKey[]): string {
  const lines = keys
    .slice(0, mostListed)
    .map(({ fingerprint, userIds }) => `  ${fingerprint}  ${plainLine(userIds[0] ?? '')}`);
  return [...lines, ...(keys.length > mostListed ? ['  ...'] : [])].join('\n');
}

/** That there is more in the file than the one key. */
export function crowdWarnings({ keys, useless }: KeyRing): string[] {
  const others = keys.length + useless - 1;
  if (others <= 0) return [];
  return [`There ${others === 1 ? 'is another key' : `are ${others} other keys`} in the same place.`];
}

/** What is unusual about a key, whoever has it. `now`: ms since 1970. */
export function commonWarnings(key: PublicKey, now: number): string[] {
  const left = key.expires ? key.expires.getTime() - now : Infinity;
  return [
    ...(left > 0 && left < warnBefore ? [`It ends in ${Math.ceil(left / day)} days: look for a newer copy then.`] : []),
    ...(key.created.getTime() > now + day ? ['It was made in the future: is the clock of this machine right?'] : []),
    ...(isWeak(key.algorithm) ? ['It is of an old kind that can be broken at great expense.'] : []),
  ];
}

/** RSA and DSA below 2048 bits, in each of its two parts. */
function isWeak(algorithm: string): boolean {
  return algorithm.split('+').some((part) => {
    const bits = /^(?:rsa|dsa|elg)(\d+)$/.exec(part)?.[1];
    return bits !== undefined && Number(bits) < 2048;
  });
}

/** Why nothing can be encrypted to a key now; undefined where it can. `now`: ms since 1970. */
export function uselessness({ revoked, expires, canEncrypt }: PublicKey, now: number): string | undefined {
  if (revoked) return 'Its owner has revoked it: whoever has got hold of it may read what is sent.';
  if (!canEncrypt) return 'Nothing can be encrypted to it: it only signs.';
  if (!expires || expires.getTime() > now) return undefined;
  return `It expired on ${expires.toISOString().slice(0, 10)}: look for a newer copy of it, or for the key that came after it.`;
}

/** The address in a user id, `Name <address>` or bare. */
export function addressIn(userId: string): string {
  const open = userId.lastIndexOf('<');
  const bare = open < 0 ? userId : userId.slice(open + 1).replace(/>\s*$/, '');
  return bare.trim();
}
