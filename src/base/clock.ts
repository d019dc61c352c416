/** What time it is and how to wait. Engines are handed one; only the program's edge uses `systemClock`. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` is aborted: the caller looks at the signal, never at an exception. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // node:timers/promises would make an error, with its stack, whenever a wait is cut short: once for each command of a mail client
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, signal?.aborted === true ? 0 : Math.min(ms, 0x7fff_ffff));
      signal?.addEventListener('abort', end);
    }),
};
