import type { Random } from '../../base/random';
import { doublingPause } from '../../base/whenDue';
import { limits } from './limits';

/** How long to wait after the `attempts`th failure, in milliseconds. */
export function pauseAfter(attempts: number, random: Random): number {
  return doublingPause(attempts - 1, limits, random);
}
