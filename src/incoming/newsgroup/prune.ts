import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock } from '../../base/clock';
import type { Store } from '../../store';
import { limits } from './limits';

/** How long, and how much of the newsgroup, is kept after it was looked at. */
export interface Keep {
  readonly ageMs: number;
  readonly bytes: number;
}

export interface PruneParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly keep: Keep;
}

/** Drops what is older, or more, than is to be kept; that it has been seen is remembered for good. Gives how many articles. */
export async function prune({ store, clock, keep }: PruneParts, signal: AbortSignal): Promise<number> {
  const limit = { before: clock.now() - keep.ageMs, bytes: keep.bytes };
  let dropped = 0;
  for (let some = -1; some !== 0 && !signal.aborted;) {
    some = store.spool.prune(limit, limits.pruneArticles);
    dropped += some;
    await breathe();
  }
  return dropped;
}
