import type { Clock } from '../../../base/clock';

/** Wakes whoever waits for something to change; they then look for themselves. */
export class Bell {
  readonly #waiting = new Set<() => void>();

  readonly ring = (): void => {
    for (const go of [...this.#waiting]) go();
  };

  /** Resolves at the next ring, or when `signal` is aborted. */
  wait(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const go = () => {
        this.#waiting.delete(go);
        signal?.removeEventListener('abort', go);
        resolve();
      };
      this.#waiting.add(go);
      signal?.addEventListener('abort', go);
    });
  }
}

/** Given along, because an error would be made for each command otherwise, and nobody looks at it. */
const reason = 'over';

/** Does `work` with a signal that is aborted after `ms`, or when `stop` is. */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  stop?: AbortSignal,
): Promise<T> {
  const over = new AbortController();
  const done = new AbortController();
  const end = () => {
    over.abort(reason);
  };
  if (stop?.aborted) end();
  stop?.addEventListener('abort', end);
  void clock.sleep(ms, done.signal).then(end);
  try {
    return await work(over.signal);
  } finally {
    stop?.removeEventListener('abort', end);
    done.abort(reason);
  }
}
