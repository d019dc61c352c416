import type { Clock } from '../../../base/clock';

/** Given along, because an error would be made otherwise, and nobody looks at it. */
const reason = 'over';

/**
 * Puts an end to the waits of a connection: each may take so long, and all end when `stop` is aborted. What is over stays over. One timer
 * serves all waits, and goes off at the end of an early one to look for a later: a client gives thousands of commands, and each is waited for.
 */
export class Patience {
  readonly #over = new AbortController();
  readonly #stop = (): void => {
    this.#over.abort(reason);
  };
  /** The end of the wait in hand, and when the timer goes off; milliseconds since 1970. */
  #end = Infinity;
  #wakesAt = Infinity;
  #sleep = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly stop?: AbortSignal,
  ) {
    if (stop?.aborted) this.#stop();
    stop?.addEventListener('abort', this.#stop);
  }

  /** Does `work` with a signal that is aborted after `ms`. */
  async within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const outer = this.#end;
    this.#end = Math.min(outer, this.clock.now() + ms);
    if (this.#end < this.#wakesAt) void this.#watch();
    try {
      return await work(this.#over.signal);
    } finally {
      this.#end = outer;
    }
  }

  /** After the last wait. */
  close(): void {
    this.#sleep.abort(reason);
    this.stop?.removeEventListener('abort', this.#stop);
  }

  async #watch(): Promise<void> {
    this.#sleep.abort(reason);
    const { signal } = (this.#sleep = new AbortController());
    while (this.#end < Infinity) {
      this.#wakesAt = this.#end;
      await this.clock.sleep(this.#end - this.clock.now(), signal);
      if (signal.aborted) return;
      if (this.#end <= this.clock.now()) this.#over.abort(reason);
      if (this.#over.signal.aborted) return;
    }
    this.#wakesAt = Infinity;
  }
}
