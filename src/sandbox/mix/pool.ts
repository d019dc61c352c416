import type { Clock } from '../../base/clock';
import { shuffled } from '../../base/random';
import type { Random } from '../../base/random';

export interface PoolOptions<T> {
  readonly clock: Clock;
  readonly random: Random;
  /** So many are enough to be sent at once. */
  readonly enough: number;
  /** Milliseconds after which what is there is sent, enough or not. */
  readonly patienceMs: number;
  readonly send: (one: T) => void;
}

/** Where a remailer lets packets wait, so that they leave in another order than they came. */
export interface Pool<T> {
  add(one: T): void;
  /** How many wait. */
  readonly held: number;
  /** Throws away what waits, and gives how many that were. */
  drop(): number;
}

export function openPool<T>({ clock, random, enough, patienceMs, send }: PoolOptions<T>): Pool<T> {
  let waiting: T[] = [];
  let patience = new AbortController();
  const takeAll = (): T[] => {
    patience.abort();
    const all = waiting;
    waiting = [];
    return all;
  };
  const sendAll = () => {
    shuffled(takeAll(), random).forEach(send);
  };
  const sendLater = async () => {
    patience = new AbortController();
    const { signal } = patience;
    await clock.sleep(patienceMs, signal);
    if (!signal.aborted) sendAll();
  };
  return {
    add: (one) => {
      waiting.push(one);
      if (waiting.length >= enough) sendAll();
      else if (waiting.length === 1) void sendLater();
    },
    get held() {
      return waiting.length;
    },
    drop: () => takeAll().length,
  };
}
