import { limits } from './limits';

/** A server's group at the moment, and how far it was read. */
export interface Position {
  /** As GROUP says; empty where `high < low` (RFC 3977 §6.1.1.2). */
  readonly low: number;
  readonly high: number;
  readonly mark: { readonly high: number; readonly low: number } | undefined;
}

/** From which number on to look, and up to which everything is known to be in the spool. */
export interface Plan {
  readonly from: number;
  readonly high: number;
}

/**
 * Where to go on reading: a little before the mark; at the group's beginning on a server that is new, or whose numbers
 * do not go on where they were. Starting over loses and doubles nothing: what is known by its Message-ID is not fetched.
 */
export function planRound({ low, high, mark }: Position): Plan {
  if (!mark || high < mark.high || low < mark.low) return startOver(low);
  return { from: Math.max(low, mark.high + 1 - limits.lookBackNumbers, 1), high: mark.high };
}

/** For a server that was renumbered: the mark means nothing any more. */
export function startOver(low: number): Plan {
  return { from: Math.max(low, 1), high: Math.max(low, 1) - 1 };
}

/** The numbers from `from` to `high` in stretches of a size that fits into memory. */
export function* ranges(from: number, high: number): Generator<{ from: number; to: number }> {
  const last = Math.min(high, limits.highestNumber);
  for (let at = from; at <= last; at += limits.rangeNumbers)
    yield { from: at, to: Math.min(last, at + limits.rangeNumbers - 1) };
}
