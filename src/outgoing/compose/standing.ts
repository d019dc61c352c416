import type { Nym, NymState } from '../../nym';
import { described } from '../../nym';
import { Refusal } from '../letter';
import type { LetterKind } from '../letter';

/**
 * What the nym server would do with a letter of a nym in this state: take it, drop it now but take it once the nym is confirmed,
 * or never take it.
 */
const standings: Record<NymState, 'takes' | 'later' | 'never'> = {
  draft: 'later',
  requested: 'later',
  active: 'takes',
  changing: 'takes',
  duplicate: 'never',
  reserved: 'never',
  deleting: 'never',
  deleted: 'never',
  expired: 'never',
  lost: 'never',
};

/** Whether the nym's letters wait for its confirmation. */
export function isWaiting({ state }: Pick<Nym, 'state'>): boolean {
  return standings[state] === 'later';
}

/** Refuses what the server would drop in silence: letters of a nym it does not have, or whose key has ended. */
export function checkStanding(nym: Pick<Nym, 'state' | 'expiresAt'>, now: number): void {
  if (nym.expiresAt !== undefined && nym.expiresAt <= now)
    throw new Refusal('key-expired', 'The key of this nym has expired: the nym server takes nothing from it any more.');
  if (standings[nym.state] === 'never')
    throw new Refusal('nym-not-active', `This nym is ${described[nym.state]}. The server would drop the mail.`);
}

/**
 * Whether a letter in the outbox can be handed over now: creations and page requests need no confirmed nym, everything else does.
 * Gives the sentence why not where it never will be.
 */
export function standingOf(
  nym: Pick<Nym, 'state' | 'expiresAt'>,
  kind: LetterKind,
  now: number,
): 'now' | 'later' | { never: string } {
  if (nym.expiresAt !== undefined && nym.expiresAt <= now) return { never: 'The key of the nym has expired.' };
  if (kind !== 'send') return 'now';
  const standing = standings[nym.state];
  if (standing === 'never') return { never: `The nym is ${described[nym.state]}.` };
  return standing === 'takes' ? 'now' : 'later';
}
