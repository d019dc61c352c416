import type { Clock } from '../../../base/clock';

/** Wakes whoever waits for something to change; they then look for themselves. */
export class Bell {
  #waiting: (() => void)[] = [];
  /** Those that ring it when they are aborted: a signal may stand for thousands of waits. */
  readonly #heard = new WeakSet<AbortSignal>();

  readonly ring = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  };

  /** Resolves at the next ring, or when `signal` is aborted. */
  wait(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    if (signal && !this.#heard.has(signal)) {
      this.#heard.add(signal);
      signal.addEventListener('abort', this.ring);
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}

/** Given along, because an error would be made for each command otherwise, and nobody looks at it. */
const reason = 'over';

/** Does `work` with a signal that is aborted after `ms`. For what is rare: see `Patience`. */
export async function withDeadline<T>(clock: Clock, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const done = new AbortController();
  void clock.sleep(ms, done.signal).then(() => {
    over.abort(reason);
  });
  try {
    return await work(over.signal);
  } finally {
    done.abort(reason);
  }
}
