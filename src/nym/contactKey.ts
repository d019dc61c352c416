import { domainToASCII } from 'node:url';
import { readAddress, sameAddress } from '../base/address';
import { UserError } from '../base/errors';
import { plainLine } from '../base/plain';
import type { PublicKey } from '../protocol/openpgp';
import { addressIn, commonWarnings, crowdWarnings, noSuchKey, readRing, severalKeys, uselessness } from './keyRing';
import type { ExaminedKey } from './serverKey';

export interface ContactKeyWish {
  /** Whose key it is to be (an IDN domain in its ASCII form, as letters go out); where it is left out, whoever's the key itself says. */
  readonly address?: string | undefined;
  /** 40 upper-case hex digits: the only key taken. */
  readonly fingerprint?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Reads the key of a correspondent out of a file, armored or binary, and says what is odd about it, and whose it is (lower case).
 * Throws UserError where there is no such key, or a secret one, and where nobody can tell which key or whose.
 */
export async function examineContactKey(
  bytes: Uint8Array,
  wish: ContactKeyWish,
): Promise<ExaminedKey & { readonly address: string }> {
  const ring = await readRing(bytes, 'a correspondent');
  const key = choose(ring.keys, wish);
  const address = checkAddress(wish.address ?? onlyAddress(key));
  const strange = isOf(key, address) ? [] : [`It does not name ${plainLine(address)}: it may be somebody else's.`];
  return {
    key,
    address,
    warnings: [...crowdWarnings(ring), ...commonWarnings(key, wish.now), ...strange],
    objections: [],
    useless: uselessness(key, wish.now),
  };
}

function choose(keys: readonly PublicKey[], { address, fingerprint }: ContactKeyWish): PublicKey {
  const [first, ...others] = keys;
  const named = keys.find((key) => key.fingerprint === fingerprint);
  if (named) return named;
  if (!first || fingerprint !== undefined) throw noSuchKey(keys, fingerprint);
  if (others.every((key) => key.fingerprint === first.fingerprint)) return first;
  const [own, ...rivals] = address === undefined ? [] : keys.filter((key) => isOf(key, address));
  if (own && rivals.length === 0) return own;
  throw severalKeys(keys);
}

function isOf(key: PublicKey, address: string): boolean {
  return key.userIds.some((userId) => sameAddress(addressIn(userId), address));
}

function onlyAddress({ userIds }: PublicKey): string {
  const addresses = [...new Set(userIds.map((userId) => addressIn(userId).toLowerCase()).filter(readAddress))];
  const [only, ...others] = addresses;
  if (only !== undefined && others.length === 0) return only;
  const found =
    only === undefined
      ? 'The key names no address'
      : `The key names ${addresses.length} addresses (${list(addresses)})`;
  throw new UserError(`${found}. Say whose it is: --address NAME@DOMAIN`);
}

function list(addresses: readonly string[]): string {
  return plainLine(addresses.slice(0, 5).join(', '), 300);
}

function checkAddress(address: string): string {
  const read = readAddress(address.toLowerCase());
  const domain = read && domainToASCII(read.domain);
  if (read && domain) return `${read.local}@${domain}`;
  throw new UserError(`"${plainLine(address)}" is no mail address: it must look like name@example.org.`);
}
