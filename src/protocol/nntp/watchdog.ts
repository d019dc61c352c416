import type { Clock } from '../../base/clock';

export interface Watchdog {
  /** Something moved: the shorter time starts anew. */
  readonly touch: () => void;
  readonly stop: () => void;
}

/** Calls `expire` once when nothing moved for `idleMs`, or when `totalMs` are over, unless stopped before. */
export function startWatchdog(clock: Clock, idleMs: number, totalMs: number, expire: () => void): Watchdog {
  const stopped = new AbortController();
  const end = clock.now() + totalMs;
  let moved = clock.now();
  const left = (): number => Math.min(moved + idleMs, end) - clock.now();
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted && left() > 0) await clock.sleep(left(), stopped.signal);
    if (!stopped.signal.aborted) expire();
  };
  void watch();
  return {
    touch: () => {
      moved = clock.now();
    },
    stop: () => {
      stopped.abort();
    },
  };
}
