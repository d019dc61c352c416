import { codeOf } from '../../base/errors';
import type { Random } from '../../base/random';
import type { PacketParts, Post } from './parts';

/**
 * Queues packets that carry nothing, one after the other, whether there is mail or not. Times between them are exponential: they have no
 * memory, so that neither a start of the program nor a letter shows in them.
 */
export async function cover(
  { clock, random, log }: PacketParts,
  { coverMs, dummy }: Pick<Post, 'coverMs' | 'dummy'>,
  signal: AbortSignal,
): Promise<void> {
  if (coverMs === undefined) return;
  for (;;) {
    await clock.sleep(drawExponential(random, coverMs), signal);
    if (signal.aborted) return;
    try {
      await dummy();
    } catch (error) {
      log.warn('a packet that carries nothing could not be made', { code: codeOf(error) });
    }
  }
}

const steps = 2 ** 47;

/** An exponential time of this mean, in whole ms. */
export function drawExponential(random: Random, mean: number): number {
  return Math.ceil(-Math.log((random.below(steps) + 1) / steps) * mean);
}
