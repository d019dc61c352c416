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
export function isWaiting(nym: Sender, now: number): boolean {
  return standingIn(nym, now) === 'later';
}

/** What a letter's nym is looked at for. */
type Sender = Pick<Nym, 'state' | 'expiresAt'> & Partial<Pick<Nym, 'asked' | 'hasUnreadLayer' | 'wishesRecreation'>>;

const keyEnded = 'The key of the nym has expired.';

/**
 * A nym that is to be made again ends only for a while, and so does its key: its letters wait. So do they while another ephemeral layer
 * is asked for: the server hangs, for ever, on a letter in any but the one that it has (ephemeral.md).
 */
function standingIn(
  { state, expiresAt, wishesRecreation, asked }: Sender,
  now: number,
): 'takes' | 'later' | 'ended' | 'never' {
  const comesAgain = wishesRecreation !== undefined && !['active', 'changing'].includes(state);
  if (comesAgain) return 'later';
  if (isOver({ expiresAt }, now)) return 'ended';
  return standings[state] === 'takes' && asked?.ephemeral !== undefined ? 'later' : standings[state];
}

function isOver({ expiresAt }: Pick<Nym, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** The server would not only drop the letter: it hangs on one without the layer, for ever (ephemeral.md). */
const unreadLayer =
  'The ephemeral layer of this nym was imported by an earlier version. "nymbridge fetch" takes it up; where that fails, import the nym again.';

/** Refuses what the server would drop in silence: letters of a nym it does not have, or whose key has ended. */
export function checkStanding(nym: Sender, now: number): void {
  if (nym.hasUnreadLayer === true) throw new Refusal('nym-not-active', unreadLayer);
  const standing = standingIn(nym, now);
  if (standing === 'ended')
    throw new Refusal('key-expired', 'The key of this nym has expired: the nym server takes nothing from it any more.');
  if (standing === 'never')
    throw new Refusal('nym-not-active', `This nym is ${described[nym.state]}. The server would drop the mail.`);
}

/**
 * What the nym server would do with a change of a nym in this state: take it, or drop it now but take it once the nym is confirmed;
 * else what to do instead. `lost` may be tried: the silence may have been the network's.
 */
const changes: Record<NymState, string> = {
  draft: 'later',
  requested: 'later',
  active: 'takes',
  changing: 'takes',
  lost: 'takes',
  duplicate: 'Create a nym under another name.',
  reserved: 'Create a nym under another name.',
  deleting: 'When the server has confirmed that, "nymbridge nym recreate" makes it anew.',
  deleted: '"nymbridge nym recreate" makes it anew.',
  expired: '"nymbridge nym recreate" makes it anew.',
};

/**
 * Refuses a change that the server would drop in silence; it can overtake the creation (nymserv.md §1). A question for the settings may
 * be asked of any nym that the server may have.
 */
export function checkChangeable(nym: Pick<Nym, 'state' | 'expiresAt'>, now: number, isQuestion = false): void {
  const state = isOver(nym, now) && nym.state !== 'deleted' ? 'expired' : nym.state;
  const advice = changes[state];
  if (advice === 'takes' || (isQuestion && (state === 'requested' || state === 'deleting'))) return;
  if (advice === 'later')
    throw new Refusal('nym-busy', 'The nym server has not confirmed this nym yet. Try again when its answer is here.');
  throw new Refusal('nym-not-active', `This nym is ${described[state]}. Nothing can be changed. ${advice}`);
}

/**
 * Whether a letter in the outbox can be handed over now: creations need no confirmed nym, page requests none at all (nymserv.md §7).
 * Gives the sentence why not where it never will be.
 */
export function standingOf(nym: Sender, kind: LetterKind, now: number): 'now' | 'later' | { never: string } {
  if (kind === 'url') return 'now';
  const standing = standingIn(nym, now);
  if (kind !== 'send') return isOver(nym, now) ? { never: keyEnded } : 'now';
  if (nym.hasUnreadLayer === true) return { never: unreadLayer };
  if (standing === 'ended') return { never: keyEnded };
  if (standing === 'never') return { never: `The nym is ${described[nym.state]}.` };
  return standing === 'takes' ? 'now' : 'later';
}
