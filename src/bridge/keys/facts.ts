import { isDomain } from '../../base/address';
import type { Clock } from '../../base/clock';
import { UserError } from '../../base/errors';
import { plainLine } from '../../base/plain';
import { type ExaminedKey, examineServerKey } from '../../nym';
import { knownKey, type KnownKey } from './known';

/** What a person looks at before trusting a key. */
export interface ServerKeyFacts {
  /** 40 upper-case hex digits. */
  readonly fingerprint: string;
  /** As they may be printed; of very many, the first. */
  readonly userIds: readonly string[];
  readonly algorithm: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly expires: string | undefined;
  /** By whom this very key is documented; undefined where nobody is known to. */
  readonly documented: string | undefined;
  readonly warnings: readonly string[];
  /** Why it may be the wrong key: taken only where the user says `anyway`. */
  readonly objections: readonly string[];
  /** Why it is of no use at all. */
  readonly useless: string | undefined;
}

/** A key that somebody offers for a nym server, picked out of what else was there. */
export interface OfferedKey {
  readonly facts: ServerKeyFacts;
  /** The key alone, binary. */
  readonly bytes: Buffer;
}

export interface OfferWish {
  readonly domain: string;
  /** 40 upper-case hex digits: the only key taken. */
  readonly fingerprint?: string | undefined;
}

/** Reads a key without trusting it. Throws UserError where the bytes hold no such public key, or the domain is none. */
export async function offerServerKey(bytes: Uint8Array, wish: OfferWish, clock: Clock): Promise<OfferedKey> {
  if (!isDomain(wish.domain)) throw new UserError(`"${wish.domain}" is no domain name.`);
  const examined = await examineServerKey(bytes, { ...wish, now: clock.now() });
  return { facts: factsOf(examined, wish.domain), bytes: examined.key.binary() };
}

/** Enough to know the key by; a hostile one has thousands. */
const mostUserIds = 12;

export function factsOf({ key, warnings, objections, useless }: ExaminedKey, domain?: string): ServerKeyFacts {
  const userIds = key.userIds.slice(0, mostUserIds).map((userId) => plainLine(userId));
  const more = key.userIds.length - mostUserIds;
  const known = domain === undefined ? undefined : knownKey(domain);
  return {
    fingerprint: key.fingerprint,
    userIds: more > 0 ? [...userIds, `and ${more} more`] : userIds,
    algorithm: key.algorithm,
    created: key.created.toISOString(),
    expires: key.expires?.toISOString(),
    documented: known?.fingerprint === key.fingerprint ? known.sources.join('; ') : undefined,
    warnings,
    objections: [...objections, ...contradiction(known, key.fingerprint)],
    useless,
  };
}

function contradiction(known: KnownKey | undefined, fingerprint: string): string[] {
  if (known?.fingerprint === undefined || known.fingerprint === fingerprint) return [];
  return [
    `IT IS NOT THE KEY THAT IS DOCUMENTED FOR ${known.domain.toUpperCase()}: that one has the fingerprint ${known.fingerprint} (${known.sources[0] ?? ''}).`,
  ];
}

/** Reads a fingerprint as people write one. Throws UserError for a short key id: another key with the same can be made in minutes. */
export function readFingerprint(text: string): string {
  const plain = text.replace(/[\s:]/g, '').replace(/^0x/i, '').toUpperCase();
  if (/^[0-9A-F]{40}$/.test(plain)) return plain;
  throw new UserError(
    `"${plainLine(text)}" is no fingerprint: that has 40 hex digits. A shorter key id can be forged.`,
  );
}
