import { plainLine } from '../base/plain';
import type { PublicKey } from '../protocol/openpgp';

/** How a key stands to the one that is here: another key, or a copy of it that its owner has signed later, earlier or not again. */
export interface KeyComparison {
  readonly relation: 'same' | 'newer' | 'older' | 'other';
  /** With `newer`: what is not as it was, in sentences. */
  readonly changes: readonly string[];
}

/**
 * Compares a key with the one that is here. Only what its owner has signed counts, so nobody else can make an older copy a newer
 * one; and a revocation, once seen, is never taken back.
 */
export function compareKeys(here: PublicKey, offered: PublicKey): KeyComparison {
  if (here.fingerprint !== offered.fingerprint) return { relation: 'other', changes: [] };
  if (here.revoked !== offered.revoked)
    return here.revoked ? { relation: 'older', changes: [] } : { relation: 'newer', changes: ['It is revoked now.'] };
  const age = offered.signed.getTime() - here.signed.getTime();
  if (age < 0) return { relation: 'older', changes: [] };
  const changes = differences(here, offered);
  return { relation: age > 0 || changes.length > 0 ? 'newer' : 'same', changes };
}

function differences(here: PublicKey, offered: PublicKey): string[] {
  const without = (a: readonly string[], b: readonly string[]) => a.filter((one) => !b.includes(one));
  return [
    ...(endOf(here) === endOf(offered) ? [] : [`It ends ${endOf(offered)} now; before: ${endOf(here)}.`]),
    ...without(offered.userIds, here.userIds).map((userId) => `It names ${plainLine(userId)} too.`),
    ...without(here.userIds, offered.userIds).map((userId) => `It does not name ${plainLine(userId)} any more.`),
    ...(without(offered.keyIds, here.keyIds).length > 0 ? ['It has a subkey that it did not have.'] : []),
    ...(without(here.keyIds, offered.keyIds).length > 0 ? ['It lacks a subkey that it had.'] : []),
  ];
}

function endOf({ expires }: PublicKey): string {
  return expires ? `on ${expires.toISOString().slice(0, 10)}` : 'never';
}
