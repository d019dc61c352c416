import { ImapError } from '../../protocol/imap';
import type { Backend } from '../../protocol/imap';

/** No mail client has so many; one that opens them without end would take the memory of all others. */
export const mostConnections = 100;

/**
 * The backend for one connection each, which counts for its user until `ended`. Beyond the most that one user may have, a login is
 * refused by name; who is logged in stays so, and other users come in.
 */
export function limitCrowd(backend: Backend, most = mostConnections): (ended: Promise<void>) => Backend {
  const counts = new Map<string, number>();
  const count = (user: string, by: number) => {
    const now = (counts.get(user) ?? 0) + by;
    if (now > 0) counts.set(user, now);
    else counts.delete(user);
  };
  return (ended) => ({
    login: async (name, password) => {
      const account = await backend.login(name, password);
      if (!account) return undefined;
      const user = name.trim().toLowerCase();
      if ((counts.get(user) ?? 0) >= most)
        throw new ImapError('limit', `This user has ${most} connections already: close some.`);
      count(user, 1);
      void ended.finally(() => {
        count(user, -1);
      });
      return account;
    },
  });
}
