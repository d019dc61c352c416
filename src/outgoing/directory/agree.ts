import type { Listed } from '../../protocol/remailer';

/** What one source lists. */
export interface Listing<R extends Listed> {
  readonly source: string;
  readonly remailers: readonly R[];
}

/** A remailer, and how many sources list it with this key. */
export interface Agreed<R extends Listed> {
  readonly remailer: R;
  readonly sources: number;
}

/** A name or an address that sources tell different things of: nothing of it is used. */
export interface Dispute {
  readonly of: string;
  readonly claims: readonly { readonly address: string; readonly keyId: string; readonly sources: readonly string[] }[];
}

/**
 * Takes the remailers of which no two sources say different things. One that lies can keep a remailer from being used, and is seen; it
 * cannot put a key of its own in the place of another.
 */
export function agree<R extends Listed>(
  listings: readonly Listing<R>[],
): {
  readonly agreed: readonly Agreed<R>[];
  readonly disputes: readonly Dispute[];
} {
  const claims = gather(listings);
  const disputes = [
    ...disputesOf(claims, ({ address }) => address),
    ...disputesOf(claims, ({ name }) => name).filter(isOfSeveral),
  ];
  const disputed = new Set(disputes.flatMap((dispute) => dispute.claims.map(({ address }) => address)));
  const agreed = claims
    .filter(({ remailer }) => !disputed.has(remailer.address))
    .map(({ remailer, sources }) => ({ remailer, sources: sources.length }));
  return { agreed, disputes };
}

/** Else it is told of the address already. */
const isOfSeveral = ({ claims }: Dispute) => new Set(claims.map(({ address }) => address)).size > 1;

interface Claim<R> {
  readonly remailer: R;
  readonly sources: string[];
}

/** One for each name, address and key; the first source's words for the rest. */
function gather<R extends Listed>(listings: readonly Listing<R>[]): Claim<R>[] {
  const claims = new Map<string, Claim<R>>();
  for (const { source, remailers } of listings)
    for (const remailer of remailers) {
      const { name, address, keyId } = remailer;
      const key = `${name} ${address} ${keyId}`;
      const claim = claims.get(key) ?? { remailer, sources: [] };
      claim.sources.push(source);
      claims.set(key, claim);
    }
  return [...claims.values()];
}

function disputesOf<R extends Listed>(claims: readonly Claim<R>[], by: (remailer: R) => string): Dispute[] {
  const groups = new Map<string, Claim<R>[]>();
  for (const claim of claims) {
    const of = by(claim.remailer);
    const group = groups.get(of);
    if (group) group.push(claim);
    else groups.set(of, [claim]);
  }
  return [...groups]
    .filter(([, group]) => group.length > 1)
    .map(([of, group]) => ({
      of,
      claims: group.map(({ remailer: { address, keyId }, sources }) => ({ address, keyId, sources })),
    }));
}
