import { sameAddress } from '../base/address';
import { UserError } from '../base/errors';
import { plainLine } from '../base/plain';
import type { KeyRing, PublicKey } from '../protocol/openpgp';
import { OpenPgpError, readKeyRing } from '../protocol/openpgp';

/** A nym server's key, read but not trusted yet. */
export interface ExaminedKey {
  readonly key: PublicKey;
  /** Sentences about what is unusual, and no reason to refuse it. */
  readonly warnings: readonly string[];
  /** Sentences about what may mean that it is the wrong key: refused unless the user says that it is taken anyway. */
  readonly objections: readonly string[];
  /** Why it is of no use now, whatever the user says; undefined where it is. */
  readonly useless: string | undefined;
}

export interface KeyWish {
  /** The nym server's. */
  readonly domain: string;
  /** 40 hex digits, in upper case: which key is meant where there are several, and the only one taken. */
  readonly fingerprint?: string | undefined;
  /** Likewise: which key is looked at first where there are several; another one is taken as well. */
  readonly preferred?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const day = 24 * 60 * 60_000;
const warnBefore = 60 * day;

/**
 * Reads the key of a nym server out of a file, armored or binary, and says what is odd about it. Of several keys it takes the
 * one with the fingerprint, or the only one made for the domain. Throws UserError where there is no such key, or a secret one.
 */
export async function examineServerKey(bytes: Uint8Array, wish: KeyWish): Promise<ExaminedKey> {
  const ring = await readRing(bytes);
  const key = choose(ring.keys, wish);
  const others = ring.keys.length + ring.useless - 1;
  return {
    key,
    warnings: [
      ...(others > 0
        ? [`There ${others === 1 ? 'is another key' : `are ${others} other keys`} in the same place.`]
        : []),
      ...warningsOf(key, wish),
    ],
    objections: objectionsTo(key, wish.domain),
    useless: uselessness(key, wish.now),
  };
}

async function readRing(bytes: Uint8Array): Promise<KeyRing> {
  try {
    return await readKeyRing(bytes);
  } catch (error) {
    if (!(error instanceof OpenPgpError)) throw error;
    throw new UserError(`This is not a public key of a nym server: ${error.message}`, { cause: error });
  }
}

function choose(keys: readonly PublicKey[], { domain, fingerprint, preferred }: KeyWish): PublicKey {
  const favourite = keys.find((key) => key.fingerprint === (fingerprint ?? preferred));
  if (favourite) return favourite;
  const [first, ...others] = keys;
  if (!first || fingerprint !== undefined) throw new UserError(noSuchKey(keys, fingerprint));
  if (others.every((key) => key.fingerprint === first.fingerprint)) return first;
  const [made, ...rivals] = keys.filter((key) => missingAddresses(key, domain).length < 2);
  if (made && rivals.length === 0) return made;
  throw new UserError(
    `There are ${keys.length} keys here, and which is meant cannot be told. Name one by --fingerprint:\n${list(keys)}`,
  );
}

function noSuchKey(keys: readonly PublicKey[], fingerprint: string | undefined): string {
  const [key] = keys;
  if (!key || fingerprint === undefined) return 'No key here is of any use: none is signed by its own owner.';
  const seen = keys.length === 1 ? `It is ${key.fingerprint}.` : `There are these:\n${list(keys)}`;
  return `There is no key here with the fingerprint ${fingerprint}. ${seen}`;
}

/** Enough to choose from. */
const mostListed = 10;

function list(keys: readonly PublicKey[]): string {
  const lines = keys
    .slice(0, mostListed)
    .map(({ fingerprint, userIds }) => `  ${fingerprint}  ${plainLine(userIds[0] ?? '')}`);
  return [...lines, ...(keys.length > mostListed ? ['  ...'] : [])].join('\n');
}

function warningsOf(key: PublicKey, { now }: KeyWish): string[] {
  const left = key.expires ? key.expires.getTime() - now : Infinity;
  return [
    ...(left > 0 && left < warnBefore ? [`It ends in ${Math.ceil(left / day)} days: look for a newer copy then.`] : []),
    ...(key.created.getTime() > now + day ? ['It was made in the future: is the clock of this machine right?'] : []),
    ...(isWeak(key.algorithm) ? ['It is of an old kind that can be broken at great expense.'] : []),
    ...(key.canSign || key.revoked ? [] : ['It does not sign: answers of the server cannot be told from forgeries.']),
  ];
}

/** RSA and DSA below 2048 bits, in each of its two parts. */
function isWeak(algorithm: string): boolean {
  return algorithm.split('+').some((part) => {
    const bits = /^(?:rsa|dsa|elg)(\d+)$/.exec(part)?.[1];
    return bits !== undefined && Number(bits) < 2048;
  });
}

function objectionsTo(key: PublicKey, domain: string): string[] {
  const [missing, ...more] = missingAddresses(key, domain);
  if (missing === undefined) return [];
  const named =
    more.length > 0 ? `It names neither config@${domain} nor send@${domain}` : `It does not name ${missing}`;
  return [`${named}: it may be another server's, or anybody's.`];
}

function uselessness({ revoked, expires, canEncrypt }: PublicKey, now: number): string | undefined {
  if (revoked) return 'Its owner has revoked it: whoever has got hold of it may read what is sent.';
  if (!canEncrypt) return 'Nothing can be encrypted to it: it only signs.';
  if (!expires || expires.getTime() > now) return undefined;
  return `It expired on ${expires.toISOString().slice(0, 10)}: look for a newer copy of it, or for the key that came after it.`;
}

/** Those of config@ and send@ that no user id names. */
function missingAddresses(key: PublicKey, domain: string): string[] {
  const addresses = ['config', 'send'].map((local) => `${local}@${domain.toLowerCase()}`);
  return addresses.filter((address) => !key.userIds.some((userId) => names(userId, address)));
}

/** Whether a user id, `Name <address>` or bare, is of this address. */
function names(userId: string, address: string): boolean {
  const open = userId.lastIndexOf('<');
  const bare = open < 0 ? userId : userId.slice(open + 1).replace(/>\s*$/, '');
  return sameAddress(bare.trim(), address);
}
