import type { Random } from '../../base/random';
import type { NymId, OutboxTable } from '../../store';
import { limits } from './limits';

const day = 24 * 3600_000;

/**
 * How many more letters of this nym may be handed over on the UTC day of `now` (ms since 1970): those of the `delay` (ms) before it may be
 * counted today as well.
 */
export function lettersLeft(
  outbox: Pick<OutboxTable, 'sentSince'>,
  nym: NymId,
  dailyLimit: number,
  now: number,
  delay: number,
): number {
  return Math.max(0, dailyLimit - outbox.sentSince(nym, startOfDay(now) - delay));
}

/** A random time in the first hours of the next UTC day. */
export function nextMorning(now: number, random: Random): number {
  return startOfDay(now) + day + random.below(limits.morningSpread);
}

function startOfDay(now: number): number {
  return now - (now % day);
}
