import { matchesSubject } from '../protocol/nymserv';
import type { Credential, NymId, Store } from '../store';
import type { ReplyOccasion } from './nym';
import { askSoon } from './pending';
import { readListed, readSelector } from './stored';

/** By what an article was recognised and opened. */
export interface Used {
  readonly subject: string;
  /** Of the symmetric layer; undefined where it had none. */
  readonly passphrase: string | undefined;
}

/**
 * Looks whether the server uses for its articles what it has last listed. A list may be lost on its way, or undone by a change that
 * came in late: then mail goes on arriving under what has been replaced, and would be missed once that is forgotten. So it is kept,
 * and the server is asked how things stand. Only for what the nym's own server has signed.
 */
export function noteUse(store: Store, id: NymId, used: Used, { at, saidAt, openedBy }: ReplyOccasion): void {
  const row = store.nyms.byId(id);
  const listed = row && readListed(row.options);
  if (row?.state !== 'active' || !listed || saidAt <= listed.saidAt) return;
  if (store.nyms.life.oldKeys(id).some(({ fingerprint }) => fingerprint === openedBy)) return;
  const { selectors, passphrases } = store.nyms;
  const selector = replacedSelector(selectors.all(id), used.subject);
  if (selector !== undefined) selectors.put(id, selector, 'retired', at);
  const layer = layerOf(passphrases.all(id), used.passphrase);
  if (layer === 'replaced' && used.passphrase !== undefined) passphrases.put(id, used.passphrase, 'retired', at);
  const differs = selector !== undefined || layer !== 'listed';
  if (differs && !store.nyms.life.request(id)) askSoon(store, id, 'config', at);
}

/** The one among those replaced that an article bears, where it bears none that counts. */
function replacedSelector(all: readonly Credential[], subject: string): string | undefined {
  const bears = ({ value }: Credential) => matchesSubject(readSelector(value), subject);
  const replaced = all.filter(({ state }) => state === 'retired');
  if (all.some((one) => !replaced.includes(one) && bears(one))) return undefined;
  return replaced.find(bears)?.value;
}

function layerOf(all: readonly Credential[], used: string | undefined): 'listed' | 'replaced' | 'missing' {
  if (used === undefined) return all.some(({ state }) => state === 'current') ? 'missing' : 'listed';
  return all.find(({ value }) => value === used)?.state === 'retired' ? 'replaced' : 'listed';
}
