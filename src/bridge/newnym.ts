import type { Bridge } from './open';

const name = 'circuits';

/** What the circuits now in use are known by: another word means that there are new ones. */
export function circuitsOf({ store }: Pick<Bridge, 'store'>): string {
  return store.settings.get(name) ?? '0';
}

/**
 * From now on everything goes by other circuits, also in a `run` that is at work: each purpose gets another user name for Tor. A
 * connection that is open stays as it is to its end. Gives how often that was asked for.
 */
export function changeCircuits({ store }: Pick<Bridge, 'store'>): { readonly times: number } {
  return store.transaction(() => {
    const times = Number(circuitsOf({ store })) + 1;
    store.settings.set(name, String(times));
    return { times };
  });
}
