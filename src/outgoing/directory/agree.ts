import type { Listed } from '../../protocol/remailer';

/** What one source lists. */
export interface Listing<R extends Listed> {
  readonly source: string;
  /** What a person has read in by hand. It may list one remailer only, and its silence about others says nothing. */
  readonly isImported: boolean;
  readonly remailers: readonly R[];
}

/** A remailer, and how many sources list it with this key. */
export interface Agreed<R extends Listed> {
  readonly remailer: R;
  readonly sources: number;
}

/** A name or an address that sources tell different things of. */
export interface Dispute {
  readonly of: string;
  readonly claims: readonly {
    readonly address: string;
    readonly keyId: string;
    readonly sources: readonly string[];
    readonly isUsed: boolean;
  }[];
}

/** A remailer that is not used, for too few sources list it. */
export interface TooFew {
  readonly name: string;
  readonly address: string;
  readonly sources: readonly string[];
}

/**
 * Takes the remailers that more than half of the sources list with the same name, address and key. One source that lies can put nothing of its own
 * into a chain, neither a key in the place of another nor remailers that nobody else knows; and of three it keeps none from being used. What was
 * read in by hand counts as one source more for what it lists, and is enough for what no other source knows: a person has vouched for it.
 */
export function agree<R extends Listed>(
  listings: readonly Listing<R>[],
): {
  readonly agreed: readonly Agreed<R>[];
  readonly disputes: readonly Dispute[];
  readonly tooFew: readonly TooFew[];
} {
  const claims = gather(listings);
  const groups = [...groupsOf(claims, ({ address }) => address), ...groupsOf(claims, ({ name }) => name)];
  const voters = listings.filter(({ isImported }) => !isImported).length;
  const unbacked = new Set(groups.flatMap(({ group }) => group.filter((claim) => !isBacked(claim, group, voters))));
  const rivals = new Set(groups.flatMap(({ group }) => severalOf(group.filter((claim) => !unbacked.has(claim)))));
  const used = new Set(claims.filter((claim) => !unbacked.has(claim) && !rivals.has(claim)));
  const contradicted = groups.filter(({ group }) => group.length > 1);
  const disputed = new Set(contradicted.flatMap(({ group }) => group));
  return {
    agreed: [...used].map(({ remailer, sources }) => ({ remailer, sources: sources.length })),
    disputes: contradicted.filter(isToldOnce).map((one) => disputeOf(one, used)),
    tooFew: claims
      .filter((claim) => !used.has(claim) && !disputed.has(claim))
      .map(({ remailer: { name, address }, sources }) => ({ name, address, sources })),
  };
}

/** Whether enough sources say so, of a claim among all of its address or its name. */
function isBacked<R>({ sources, imports }: Claim<R>, group: readonly Claim<R>[], voters: number): boolean {
  const fetched = (claim: Claim<R>) => claim.sources.length - claim.imports;
  if (group.every((claim) => fetched(claim) === 0)) return true;
  return (sources.length - imports + Math.min(imports, 1)) * 2 > voters;
}

const severalOf = <T>(list: readonly T[]): readonly T[] => (list.length > 1 ? list : []);

interface Claim<R> {
  readonly remailer: R;
  readonly sources: string[];
  /** How many of the sources were read in by hand. */
  imports: number;
}

/** Claims that have an address or a name in common. */
interface Group<R> {
  readonly of: string;
  readonly group: readonly Claim<R>[];
}

/** One for each name, address and key; the first source's words for the rest. */
function gather<R extends Listed>(listings: readonly Listing<R>[]): Claim<R>[] {
  const claims = new Map<string, Claim<R>>();
  for (const { source, isImported, remailers } of listings)
    for (const remailer of remailers) {
      const { name, address, keyId } = remailer;
      const key = `${name} ${address} ${keyId}`;
      const claim = claims.get(key) ?? { remailer, sources: [], imports: 0 };
      claims.set(key, claim);
      if (claim.sources.includes(source)) continue; // twice in one list is no second voice
      claim.sources.push(source);
      if (isImported) claim.imports++;
    }
  return [...claims.values()];
}

function groupsOf<R extends Listed>(claims: readonly Claim<R>[], by: (remailer: R) => string): Group<R>[] {
  const groups = new Map<string, Claim<R>[]>();
  for (const claim of claims) {
    const of = by(claim.remailer);
    const group = groups.get(of);
    if (group) group.push(claim);
    else groups.set(of, [claim]);
  }
  return [...groups].map(([of, group]) => ({ of, group }));
}

/** Of one address, it is told by the address; by the name where that is of several. */
function isToldOnce<R extends Listed>({ of, group }: Group<R>): boolean {
  return group[0]?.remailer.address === of || new Set(group.map(({ remailer }) => remailer.address)).size > 1;
}

function disputeOf<R extends Listed>({ of, group }: Group<R>, used: ReadonlySet<Claim<R>>): Dispute {
  return {
    of,
    claims: group.map((claim) => {
      const { address, keyId } = claim.remailer;
      return { address, keyId, sources: claim.sources, isUsed: used.has(claim) };
    }),
  };
}
