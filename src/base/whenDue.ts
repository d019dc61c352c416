import type { Clock } from './clock';
import { codeOf } from './errors';
import type { Log } from './log';
import type { Random } from './random';

/** Something that becomes due, and who deals with it. Times in milliseconds. */
export interface DueWork {
  readonly clock: Clock;
  readonly log: Log;
  /** For the log, should it fail: `the outbox`. */
  readonly name: string;
  /** Deals with all that is due now. */
  readonly workOff: (signal: AbortSignal) => Promise<void>;
  /** When something is due next, past or future; undefined where nothing is. */
  readonly nextDue: () => number | undefined;
  /** Calls back when that may have changed. Returns how to stop. */
  readonly watch: (listener: () => void) => () => void;
  /** How long to sleep at most when nothing is due, and how long after a failure. */
  readonly nap: number;
  readonly pause: number;
}

/** Works off what is due, and again whenever something becomes due, until `signal` is aborted. */
export async function workWhenDue(work: DueWork, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const bell = new AbortController();
    const unwatch = work.watch(() => {
      bell.abort();
    });
    await patiently(
      work,
      async () => {
        await work.workOff(signal);
        await work.clock.sleep(untilDue(work), AbortSignal.any([signal, bell.signal]));
      },
      signal,
    );
    unwatch();
  }
}

/** Does it; where it fails, that is logged, and the next try waits for `pause`. */
export async function patiently(
  { clock, log, name, pause }: Pick<DueWork, 'clock' | 'log' | 'name' | 'pause'>,
  chore: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await chore();
  } catch (error) {
    log.error(`${name} could not be worked off`, { code: codeOf(error) });
    await clock.sleep(pause, signal);
  }
}

function untilDue({ clock, nextDue, nap }: DueWork): number {
  const due = nextDue();
  return due === undefined ? nap : Math.min(nap, Math.max(0, due - clock.now()));
}

/**
 * How long to wait after so many failures and one more, in milliseconds: doubling from `firstPause` to `longestPause`, and anything from half
 * to one and a half times that, so that nobody can tell a retry by its time.
 */
export function doublingPause(
  before: number,
  { firstPause, longestPause }: { readonly firstPause: number; readonly longestPause: number },
  random: Random,
): number {
  const full = Math.min(longestPause, firstPause * 2 ** Math.min(before, 30));
  return Math.floor(full / 2) + random.below(full);
}
