import { sameAddress } from '../base/address';
import type { Options, Reply, Settings } from '../protocol/nymserv';
import { settledOptions } from '../protocol/nymserv';
import type { NymId, NymRow, NymState, Store } from '../store';
import { retire, settle } from './credentials';
import { isOfEarlierLife } from './earlier';
import { moveIfMay } from './life';
import { limits } from './limits';
import type { ReplyOccasion } from './nym';
import { overtaken } from './overtaken';
import { askedAt, askSoon } from './pending';
import { changesOf } from './requests';
import { readAsked, readListed, writeAsked, writeListed } from './stored';

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
    case 'page':
    case 'unrecognised':
  }
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

type ListReply = Extract<Reply, { readonly settings: Settings }>;

/** The server counts by its list, not by its words: a refused request is "successful" too, with everything as it was (nymserv.md §3). */
function applyList(store: Store, row: NymRow, reply: ListReply, occasion: ReplyOccasion): void {
  if (row.state === 'deleted') {
    revive(store, row, reply, occasion);
    return;
  }
  const isNew = isNews(row, occasion);
  const rest = isNew ? keep(store, row, reply.settings, occasion) : readAsked(row.asked);
  if (rest?.delete) {
    stillThere(store, row, occasion);
    return;
  }
  if (row.state === 'changing' && rest !== undefined) return;
  if (row.state === 'active' && rest === undefined) store.nyms.life.dropRequest(row.id);
  else toActive(store, row, rest, occasion);
  if (isUndecided(row, reply.settings, occasion)) askSoon(store, row.id, 'config', occasion.at);
}

/** What the server has not granted is asked for in a request of its own. */
function toActive(store: Store, row: NymRow, rest: Options | undefined, occasion: ReplyOccasion): void {
  if (row.state !== 'active' && !moveIfMay(store, row.id, 'active', occasion)) return;
  if (rest === undefined) store.nyms.life.dropRequest(row.id);
  else askSoon(store, row.id, 'config', occasion.at);
}

/** A deletion was given up, and the server, asked since then, still has the nym: it goes on. */
function stillThere(store: Store, row: NymRow, occasion: ReplyOccasion): void {
  if (row.state !== 'lost' || occasion.saidAt < askedAt(store, row.id)) return;
  if (moveIfMay(store, row.id, 'deleting', occasion)) askSoon(store, row.id, 'delete', occasion.at);
}

/** A copy of the creation that came after the deletion makes the nym anew: it is deleted again, for so its owner wished. */
function revive(store: Store, row: NymRow, { kind }: ListReply, occasion: ReplyOccasion): void {
  const before = readListed(row.options)?.saidAt;
  if (kind !== 'created' || before === undefined || occasion.saidAt <= before) return;
  if (!moveIfMay(store, row.id, 'deleting', occasion)) return;
  store.nyms.change(row.id, { asked: writeAsked({ delete: true }) });
  askSoon(store, row.id, 'delete', occasion.at);
}

/** Keeps the list and gives what has been asked for and is not in it. */
function keep(store: Store, row: NymRow, settings: Settings, { at, saidAt }: ReplyOccasion): Options | undefined {
  const listed = settledOptions(settings);
  const asked = { ...overtaken(store, row, listed), ...readAsked(row.asked) };
  const rest = unsettled(asked, listed);
  const written = writeAsked(rest);
  store.nyms.change(row.id, { options: writeListed({ settings, saidAt }), asked: written });
  settle(store, row.id, listed, written === undefined ? undefined : changesOf(rest), at);
  return written === undefined ? undefined : rest;
}

function unsettled(asked: Options, listed: Options): Options {
  const inForce: Readonly<Record<string, unknown>> = { ...listed };
  const left = Object.entries(asked).filter(([name, value]) => (inForce[name] ?? null) !== value);
  return Object.fromEntries(left);
}

/** A list that was made before the last one known says nothing any more; but a last one from a time to come proves nothing. */
function isNews(row: NymRow, { at, saidAt }: ReplyOccasion): boolean {
  const before = readListed(row.options)?.saidAt;
  return before === undefined || saidAt >= before || before > at + limits.clockAheadMs;
}

/** Two different lists of one second: only a third can tell which of them holds. */
function isUndecided(row: NymRow, settings: Settings, { saidAt }: ReplyOccasion): boolean {
  const before = readListed(row.options);
  return (
    before?.saidAt === saidAt &&
    Object.keys(unsettled(settledOptions(before.settings), settledOptions(settings))).length > 0
  );
}

function isAbout(row: NymRow, reply: Reply): boolean {
  return 'address' in reply && (reply.address === '' || sameAddress(reply.address, row.address));
}
