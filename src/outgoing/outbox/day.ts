import type { Random } from '../../base/random';
import type { NymId, OutboxTable } from '../../store';
import { limits } from './limits';

const day = 24 * 3600_000;

/**
 * How many more letters of this nym may be handed over on the UTC day of `now` (ms since 1970): those that went shortly before it may be counted
 * today as well, and so may those of the day before that did not go by a `quick` transport.
 */
export function lettersLeft(
  outbox: Pick<OutboxTable, 'sentSince'>,
  nym: NymId,
  { dailyLimit, quick }: { readonly dailyLimit: number; readonly quick: readonly string[] },
  now: number,
): number {
  const midnight = startOfDay(now);
  const sent = outbox.sentSince(nym, midnight - limits.dayOverlap, midnight - limits.slowDayOverlap, quick);
  return Math.max(0, dailyLimit - sent);
}

/** A random time in the first hours of the next UTC day. */
export function nextMorning(now: number, random: Random): number {
  return startOfDay(now) + day + random.below(limits.morningSpread);
}

function startOfDay(now: number): number {
  return now - (now % day);
}
