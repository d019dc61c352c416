import { setImmediate as breathe } from 'node:timers/promises';
import { credentialsOf, openMatch } from './match';
import type { Candidate } from './match';
import { lookedAt } from './newsgroup';
import type { Spooled } from './newsgroup';
import type { WorkParts } from './workOff';

/**
 * Looks through what is in the spool already for nyms that have got a subject, a passphrase or a key since: what may be theirs is
 * to be looked at once more. When it is interrupted, or another process has looked at articles meanwhile, it begins anew the next time.
 */
export async function searchAgain({ store, nyms, log }: WorkParts, signal: AbortSignal): Promise<void> {
  // what another process says it is done with from here on may be behind us already
  const { finished } = store.spool.passes();
  const changed = (await nyms.all()).filter((nym) => {
    const searched = store.spool.searched(nym.id);
    return credentialsOf(nym).some((digest) => !searched.has(digest));
  });
  if (changed.length === 0) return;
  let articles = 0;
  const match = openMatch(changed);
  for (const page of lookedAt(store)) {
    if (signal.aborted) return;
    articles += page.length;
    for (const [nymId, ids] of findIn(page, match)) store.spool.lookAgain(nymId, ids);
    await breathe();
  }
  const isDone = store.transaction(() => {
    if (store.spool.passes().finished !== finished) return false;
    for (const nym of changed) store.spool.noteSearched(nym.id, credentialsOf(nym));
    return true;
  });
  if (isDone) log.info('spool searched', { nyms: changed.length, articles });
}

type Found = ReadonlyMap<Candidate['nym']['id'], Spooled['id'][]>;

function findIn(page: readonly Spooled[], match: ReturnType<typeof openMatch>): Found {
  const found = new Map<Candidate['nym']['id'], Spooled['id'][]>();
  for (const one of page)
    for (const { nym } of match(one)) {
      const ids = found.get(nym.id);
      if (ids) ids.push(one.id);
      else found.set(nym.id, [one.id]);
    }
  return found;
}
