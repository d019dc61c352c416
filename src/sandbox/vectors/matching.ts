import { matchesSubject } from '../../protocol/nymserv';
import type { Selector } from '../../protocol/nymserv';
import type { SecretKey } from '../../protocol/openpgp';
import { open } from '../../protocol/openpgp';
import type { VectorSet } from './manifest';
import { keysFor } from './opening';

/** An article as it lies in the group; nothing here says whose it is. */
export interface Candidate {
  readonly subject: string;
  readonly source: Buffer;
}

/** Whoever owns articles in the set: what to search for, and what opens a find. */
export interface Owner {
  readonly name: string;
  readonly selectors: readonly Selector[];
  readonly keys: readonly SecretKey[];
  readonly passphrases: readonly string[];
}

/** The owners of a set's articles, each with the selectors and passphrases of all of its articles. */
export function ownersOf(set: VectorSet): Owner[] {
  const names = [...new Set(set.cases.map(({ owner }) => owner))];
  return names.map((name) => {
    const own = set.cases.filter(({ owner }) => owner === name);
    return {
      name,
      selectors: own.map(({ selector }) => selector),
      keys: keysFor({ nymKey: own[0]?.nymKey }, set),
      passphrases: [...new Set(own.flatMap(({ symmetric }) => symmetric ?? []))],
    };
  });
}

/**
 * Whose an article is, told as the program tells it: by its subject; where that says nothing, or more than one nym uses
 * it, by the keys that open it. Usually one owner or none.
 */
export async function findOwners(candidate: Candidate, owners: readonly Owner[], now: Date): Promise<Owner[]> {
  const named = owners.filter(({ selectors }) =>
    selectors.some((one) => one.scheme !== 'trial' && matchesSubject(one, candidate.subject)),
  );
  if (named.length === 1) return named;
  const asked = named.length > 0 ? named : owners.filter(({ selectors }) => selectors.some(isTrial));
  const opens = await Promise.all(asked.map((owner) => canOpen(candidate, owner, now)));
  return asked.filter((_, index) => opens[index]);
}

function isTrial({ scheme }: Selector): boolean {
  return scheme === 'trial';
}

async function canOpen({ source }: Candidate, { keys, passphrases }: Owner, now: Date): Promise<boolean> {
  try {
    await open(source, { keys, passphrases, signers: [], now });
    return true;
  } catch {
    return false;
  }
}
