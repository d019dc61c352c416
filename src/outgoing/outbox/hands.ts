import type { NymId } from '../../store';

/**
 * One hand a nym: it takes the nym's letters out of the outbox one after the other, and waits for no other's. A relay that lets a letter
 * wait, and sees that another nym's keep away as long, would know that both are of one bridge.
 */
export interface Hands {
  /** Sets one to work for each of the nyms that has none at work: `work` deals with all that is due for it. */
  readonly begin: (nyms: readonly NymId[], work: (nymId: NymId) => Promise<void>) => void;
  /** The nyms that have one at work. */
  readonly busy: () => NymId[];
  /** Resolves when all of them are done. Throws what the first that failed has thrown. */
  readonly done: () => Promise<void>;
  /** Calls back when one is done. Returns how to stop. */
  readonly watch: (listener: () => void) => () => void;
}

export function openHands(): Hands {
  const working = new Map<NymId, Promise<void>>();
  const listeners = new Set<() => void>();
  const end = (nymId: NymId) => {
    working.delete(nymId);
    for (const listener of listeners) listener();
  };
  return {
    begin: (nyms, work) => {
      for (const nymId of nyms)
        if (!working.has(nymId))
          working.set(
            nymId,
            work(nymId).finally(() => {
              end(nymId);
            }),
          );
    },
    busy: () => [...working.keys()],
    done: async () => {
      await Promise.all(working.values());
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
