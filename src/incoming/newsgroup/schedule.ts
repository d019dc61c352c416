import type { Clock } from '../../base/clock';
import type { Random } from '../../base/random';

export interface ScheduleParts {
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds between two rounds, on average. */
  readonly intervalMs: number;
}

/**
 * How long to wait for the next round: anything from half to one and a half times the interval, each as likely. What an
 * observer sees depends on the dice alone: not on mail, nor on what the mail client does.
 */
export function drawPause({ random, intervalMs }: Omit<ScheduleParts, 'clock'>): number {
  return Math.round(intervalMs / 2) + random.below(Math.max(1, Math.round(intervalMs)) + 1);
}

/** Runs `round` now and then again and again until `signal`; it must not throw. Resolves when the last round has ended. */
export async function repeat(round: () => Promise<unknown>, parts: ScheduleParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await round();
    await parts.clock.sleep(drawPause(parts), signal);
  }
}
