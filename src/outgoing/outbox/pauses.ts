import type { Random } from '../../base/random';
import { limits } from './limits';

/**
 * How long to wait after the `attempts`th failure, in milliseconds: doubling from a minute to hours, and anything from half to one
 * and a half times that, so that nobody can tell a retry by its time.
 */
export function pauseAfter(attempts: number, random: Random): number {
  const full = Math.min(limits.longestPause, limits.firstPause * 2 ** Math.min(attempts - 1, 30));
  return Math.floor(full / 2) + random.below(full);
}
