import { setTimeout as pause } from 'node:timers/promises';

/** What time it is and how to wait. Engines are handed one; only the program's edge uses `systemClock`. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` is aborted: the caller looks at the signal, never at an exception. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await pause(Math.min(ms, 0x7fff_ffff), undefined, signal ? { signal } : {});
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};
