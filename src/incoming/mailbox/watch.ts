import type { Clock } from '../../base/clock';
import type { Store } from '../../store';

/** How soon an idling client hears of what another process did: `nymbridge fetch` beside `nymbridge run`. Asking costs microseconds. */
const pollMs = 250;

/**
 * Calls listeners after every commit: local ones at once, those of other processes within a quarter of a second. Looks
 * for the latter only while somebody listens.
 */
export function openWatch(store: Store, clock: Clock): (listener: () => void) => () => void {
  let listeners = 0;
  let stopped = new AbortController();
  const poll = async (signal: AbortSignal) => {
    for (;;) {
      await clock.sleep(pollMs, signal);
      if (signal.aborted) return;
      store.poll();
    }
  };
  return (listener) => {
    const unwatch = store.watch(listener);
    if (listeners++ === 0) {
      stopped = new AbortController();
      void poll(stopped.signal);
    }
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      unwatch();
      if (--listeners === 0) stopped.abort();
    };
  };
}
