import type { Store } from '../../store';

/** For a mail client that listens: calls back after anything has changed, by whomever, within milliseconds. Gives the way to stop. */
export function watchStore(store: Store, listener: () => void): () => void {
  const stops = [store.watch(listener), store.follow()];
  return () => {
    for (const stop of stops) stop();
  };
}
