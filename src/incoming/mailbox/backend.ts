import type { Clock } from '../../base/clock';
import type { Backend } from '../../protocol/imap';
import { authenticate } from '../../store';
import type { Store } from '../../store';
import { openAccount } from './account';
import { forClient } from './errors';
import type { FiledCopy } from './parts';

export interface MailboxParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly filedCopy: FiledCopy;
}

/**
 * The mailboxes of all nyms for the IMAP engine: each nym is an account, under its address in any case and its bridge
 * password. Reads and writes the store only; nothing is fetched because a client asks. What other processes write is seen at
 * once where a client asks, and by an idling one when somebody calls `store.poll`.
 */
export function openBackend({ store, clock, filedCopy }: MailboxParts): Backend {
  return {
    login: async (user, password) => {
      const nymId = forClient(() => authenticate(store.nyms, user, password));
      return nymId === undefined ? undefined : openAccount({ store, clock, nymId, filedCopy });
    },
  };
}
