import { isCombinedLogin } from '../../base/combined';
import type { Backend } from '../../protocol/imap';
import { authenticate, authenticateCombined } from '../../store';
import { openAccount } from './account';
import { openCombined } from './combined';
import { forClient } from './errors';
import type { MailboxParts } from './parts';

/**
 * The mailboxes of all nyms for the IMAP engine: each nym is an account, under its address in any case and its bridge
 * password; and all together are one, under `all` and a password of its own. Reads and writes the store only; nothing is fetched because a client asks. What other processes write is seen at
 * once where a client asks, and by an idling one within milliseconds, or where the system does not tell of writes when somebody calls `store.poll`.
 */
export function openBackend(parts: MailboxParts): Backend {
  const { store } = parts;
  return {
    login: async (user, password) => {
      if (isCombinedLogin(user))
        return forClient(() => authenticateCombined(store.settings, password)) ? openCombined(parts) : undefined;
      const nymId = forClient(() => authenticate(store.nyms, user, password));
      return nymId === undefined ? undefined : openAccount({ ...parts, nymId });
    },
  };
}
