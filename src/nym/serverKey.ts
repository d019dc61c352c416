import { sameAddress } from '../base/address';
import type { PublicKey } from '../protocol/openpgp';
import { addressIn, commonWarnings, crowdWarnings, noSuchKey, readRing, severalKeys, uselessness } from './keyRing';

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

/**
 * Reads the key of a nym server out of a file, armored or binary, and says what is odd about it. Of several keys it takes the
 * one with the fingerprint, or the only one made for the domain. Throws UserError where there is no such key, or a secret one.
 */
export async function examineServerKey(bytes: Uint8Array, wish: KeyWish): Promise<ExaminedKey> {
  const ring = await readRing(bytes, 'a nym server');
  const key = choose(ring.keys, wish);
  return {
    key,
    warnings: [...crowdWarnings(ring), ...warningsOf(key, wish)],
    objections: objectionsTo(key, wish.domain),
    useless: uselessness(key, wish.now),
  };
}

function choose(keys: readonly PublicKey[], { domain, fingerprint, preferred }: KeyWish): PublicKey {
  const favourite = keys.find((key) => key.fingerprint === (fingerprint ?? preferred));
  if (favourite) return favourite;
  const [first, ...others] = keys;
  if (!first || fingerprint !== undefined) throw noSuchKey(keys, fingerprint);
  if (others.every((key) => key.fingerprint === first.fingerprint)) return first;
  const [made, ...rivals] = keys.filter((key) => missingAddresses(key, domain).length < 2);
  if (made && rivals.length === 0) return made;
  throw severalKeys(keys);
}

function warningsOf(key: PublicKey, { now }: KeyWish): string[] {
  return [
    ...commonWarnings(key, now),
    ...(key.canSign || key.revoked ? [] : ['It does not sign: answers of the server cannot be told from forgeries.']),
  ];
}

function objectionsTo(key: PublicKey, domain: string): string[] {
  const [missing, ...more] = missingAddresses(key, domain);
  if (missing === undefined) return [];
  const named =
    more.length > 0 ? `It names neither config@${domain} nor send@${domain}` : `It does not name ${missing}`;
  return [`${named}: it may be another server's, or anybody's.`];
}

/** Those of config@ and send@ that no user id names. */
function missingAddresses(key: PublicKey, domain: string): string[] {
  const addresses = ['config', 'send'].map((local) => `${local}@${domain.toLowerCase()}`);
  return addresses.filter((address) => !key.userIds.some((userId) => sameAddress(addressIn(userId), address)));
}
