import { sameAddress } from '../base/address';
import type { Reply } from '../protocol/nymserv';
import type { NymId, NymRow, NymState, Store } from '../store';
import { retire } from './credentials';
import { isOfEarlierLife } from './earlier';
import { moveIfMay } from './life';
import { applyList, isNews, stillThere } from './lists';
import type { ReplyOccasion } from './nym';
import { askSoon } from './pending';
import { readAsked, readListed, writeListed } from './stored';

/**
 * Draws the consequences of what the server says about a nym (nymserv.md §6), in one transaction. Only for replies with the
 * good signature of the nym's own server. Any reply may come late, twice or out of order: what no longer fits is let go.
 * Gives the nym's state afterwards.
 */
export function applyReply(store: Store, id: NymId, reply: Reply, occasion: ReplyOccasion): NymState | undefined {
  return store.transaction(() => {
    const row = store.nyms.byId(id);
    if (row && isAbout(row, reply)) {
      if (isOfEarlierLife(store, id, reply, occasion)) applyEarlier(store, row, reply, occasion);
      else apply(store, row, reply, occasion);
    }
    return store.nyms.byId(id)?.state;
  });
}

function apply(store: Store, row: NymRow, reply: Reply, occasion: ReplyOccasion): void {
  switch (reply.kind) {
    case 'created':
    case 'changed':
      applyList(store, row, reply, occasion);
      return;
    case 'deleted':
      applyDeleted(store, row, occasion);
      return;
    case 'duplicate':
    case 'reserved':
      applyRefusal(store, row, reply.kind, occasion);
      return;
    case 'mail':
    case 'receipt':
    case 'no-recipient':
      applyMail(store, row, occasion);
      return;
    case 'page':
    case 'unrecognised':
  }
}

/** Whatever else the server signs for this key proves that it has the nym; with what settings, it is still to be asked. */
function applyMail(store: Store, row: NymRow, occasion: ReplyOccasion): void {
  if (row.state !== 'requested' && row.state !== 'duplicate' && row.state !== 'lost') return;
  if (readAsked(row.asked)?.delete) stillThere(store, row, occasion);
  else if (occasion.saidAt >= lastAskedAt(store, row) && moveIfMay(store, row.id, 'active', occasion))
    askSoon(store, row.id, 'config', occasion.at);
}

/** When the silence began that made it what it is. */
function lastAskedAt(store: Store, { id, state }: NymRow): number {
  return state === 'lost' ? (store.nyms.events(id).at(-2)?.at ?? 0) : 0;
}

/** What is said of a nym that is no more changes nothing, but that its name comes free. */
function applyEarlier(store: Store, { id, state }: NymRow, { kind }: Reply, { at }: ReplyOccasion): void {
  if (kind === 'deleted' && state === 'duplicate') askSoon(store, id, 'create', at);
}

/** The last word of a life, unless the server has spoken of the nym since: a belated copy of its creation has brought it back. */
function applyDeleted(store: Store, row: NymRow, occasion: ReplyOccasion): void {
  if (!isNews(row, occasion) || !moveIfMay(store, row.id, 'deleted', occasion)) return;
  const settings = readListed(row.options)?.settings;
  const listed = settings && { settings, saidAt: occasion.saidAt };
  store.nyms.change(row.id, { options: writeListed(listed), asked: undefined });
  store.nyms.life.dropRequest(row.id);
  retire(store, row.id, occasion.at);
}

/** Said to a nym that works, it is the echo of an old request. Whoever was deleting it has what they wanted. */
function applyRefusal(store: Store, row: NymRow, to: 'duplicate' | 'reserved', occasion: ReplyOccasion): void {
  const isUnheard = readListed(row.options) === undefined;
  if (row.state === 'deleting' && isUnheard) {
    applyDeleted(store, row, occasion);
    return;
  }
  if (row.state !== 'requested' && !(row.state === 'lost' && isUnheard)) return;
  moveIfMay(store, row.id, to, occasion);
  // an earlier life of ours may hold the name, and its end be under way: then it is asked for again
  if (to === 'reserved' || store.nyms.life.oldKeys(row.id).length === 0) store.nyms.life.dropRequest(row.id);
}

function isAbout(row: NymRow, reply: Reply): boolean {
  return !('address' in reply) || reply.address === '' || sameAddress(reply.address, row.address);
}
