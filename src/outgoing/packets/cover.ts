import { codeOf } from '../../base/errors';
import type { Random } from '../../base/random';
import type { PacketParts, Post } from './parts';

/** Queues packets that carry nothing, whether there is mail or not. */
export function cover(parts: PacketParts, { coverMs, dummy }: Post, signal: AbortSignal): Promise<void> {
  return atRandom(parts, { meanMs: coverMs, act: dummy, failed: 'a packet that carries nothing' }, signal);
}

/** Queues messages to oneself, one through each remailer that is drawn. */
export function ping(parts: PacketParts, { pingMs, pingOne }: Post, signal: AbortSignal): Promise<void> {
  return atRandom(parts, { meanMs: pingMs, act: pingOne, failed: 'a message to oneself' }, signal);
}

interface Repeated {
  /** Never, where it is left out. */
  readonly meanMs: number | undefined;
  readonly act: () => Promise<unknown>;
  /** What could not be made, where it throws. */
  readonly failed: string;
}

/**
 * Acts again and again. Times in between are exponential: they have no memory, so that neither a start of the program nor a letter shows
 * in them.
 */
async function atRandom(
  { clock, random, log }: PacketParts,
  { meanMs, act, failed }: Repeated,
  signal: AbortSignal,
): Promise<void> {
  if (meanMs === undefined) return;
  for (;;) {
    await clock.sleep(drawExponential(random, meanMs), signal);
    if (signal.aborted) return;
    try {
      await act();
    } catch (error) {
      log.warn(`${failed} could not be made`, { code: codeOf(error) });
    }
  }
}

const steps = 2 ** 47;

/** An exponential time of this mean, in whole ms. */
export function drawExponential(random: Random, mean: number): number {
  return Math.ceil(-Math.log((random.below(steps) + 1) / steps) * mean);
}
