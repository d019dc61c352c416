import type { Reply } from '../protocol/nymserv';
import type { NymId, Store } from '../store';
import type { ReplyOccasion } from './nym';

/**
 * Whether a reply speaks of a life that the nym had before this one, under another key: by the key it was encrypted to, by the one
 * it names (nymserv.md §6), or, where there is neither, by when it was said.
 */
export function isOfEarlierLife(store: Store, id: NymId, reply: Reply, { openedBy, saidAt }: ReplyOccasion): boolean {
  const old = store.nyms.life.oldKeys(id);
  const [last] = old;
  if (!last) return false;
  const named = openedBy ?? keyNamed(reply);
  return named === undefined ? saidAt < last.retiredAt : old.some(({ fingerprint }) => fingerprint.endsWith(named));
}

function keyNamed(reply: Reply): string | undefined {
  const name = 'settings' in reply ? reply.settings.fingerprint : 'keyId' in reply ? reply.keyId : undefined;
  return name !== undefined && /^[0-9A-F]{16,40}$/i.test(name) ? name.toUpperCase() : undefined;
}
