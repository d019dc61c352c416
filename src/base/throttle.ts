import type { Clock } from './clock';

const firstPause = 250;
const longestPause = 30_000;
const forgetAfter = 15 * 60_000;
const mostNames = 1000;

/** Slows down guessing: after each failure under a name the next answer takes twice as long, up to 30 seconds. */
export class Throttle {
  readonly #failures = new Map<string, { count: number; last: number }>();

  constructor(private readonly clock: Clock) {}

  /** Waits as long as the failures so far ask for. Call it before looking at the password. */
  async wait(name: string, signal?: AbortSignal): Promise<void> {
    const ms = this.pause(name);
    if (ms > 0) await this.clock.sleep(ms, signal);
  }

  /** Milliseconds the next attempt under `name` has to wait. */
  pause(name: string): number {
    const entry = this.#failures.get(name);
    if (!entry || this.clock.now() - entry.last > forgetAfter) return 0;
    return Math.min(longestPause, firstPause * 2 ** (entry.count - 1));
  }

  failed(name: string): void {
    const count = (this.#failures.get(name)?.count ?? 0) + 1;
    this.#failures.delete(name);
    this.#failures.set(name, { count, last: this.clock.now() });
    const oldest = this.#failures.keys().next();
    if (this.#failures.size > mostNames && !oldest.done) this.#failures.delete(oldest.value);
  }

  succeeded(name: string): void {
    this.#failures.delete(name);
  }
}
