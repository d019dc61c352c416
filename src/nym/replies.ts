import { sameAddress } from '../base/address';
import type { Options, Reply, Settings } from '../protocol/nymserv';
import { settledOptions } from '../protocol/nymserv';
import type { NymId, NymRow, NymState, Store } from '../store';
import { settle } from './credentials';
import { moveIfMay } from './life';
import type { Occasion } from './nym';
import { readAsked, readListed, writeAsked, writeListed } from './stored';

/** When and by what article a reply came. */
export interface ReplyOccasion extends Occasion {
  /** When the server said it, in ms since 1970: by its signature, or else by the article's Date. */
  readonly saidAt: number;
}

/**
 * Draws the consequences of what the server says about a nym (nymserv.md §6), in one transaction. Only for replies with the
 * good signature of the nym's own server. Any reply may come late, twice or out of order: what no longer fits is let go.
 * Gives the nym's state afterwards.
 */
export function applyReply(store: Store, id: NymId, reply: Reply, occasion: ReplyOccasion): NymState | undefined {
  return store.transaction(() => {
    const row = store.nyms.byId(id);
    if (row && isAbout(row, reply)) apply(store, row, reply, occasion);
    return store.nyms.byId(id)?.state;
  });
}

function apply(store: Store, row: NymRow, reply: Reply, occasion: ReplyOccasion): void {
  switch (reply.kind) {
    case 'created':
    case 'changed':
      applySettings(store, row, reply.settings, occasion);
      return;
    case 'deleted':
      moveIfMay(store, row.id, 'deleted', occasion);
      return;
    case 'duplicate':
    case 'reserved':
      // Said to a nym that works, it is the echo of an old request.
      if (row.state === 'requested' || row.state === 'lost') moveIfMay(store, row.id, reply.kind, occasion);
      return;
    case 'mail':
    case 'receipt':
    case 'no-recipient':
    case 'page':
    case 'unrecognised':
  }
}

/** The server counts by its list, not by its words: a refused request is "successful" too, with everything as it was (nymserv.md §3). */
function applySettings(store: Store, row: NymRow, settings: Settings, occasion: ReplyOccasion): void {
  if (row.state === 'deleted') return;
  const rest = isNews(row, occasion) ? keep(store, row, settings, occasion) : readAsked(row.asked);
  if (row.state === 'changing' && rest !== undefined) return;
  if (row.state !== 'active') moveIfMay(store, row.id, 'active', occasion);
}

/** Keeps the list and gives what has been asked for and is not in it. */
function keep(store: Store, row: NymRow, settings: Settings, { at, saidAt }: ReplyOccasion): Options | undefined {
  const listed = settledOptions(settings);
  const rest = unsettled(readAsked(row.asked) ?? {}, listed);
  const asked = writeAsked(rest);
  store.nyms.change(row.id, { options: writeListed({ settings, saidAt }), asked });
  settle(store, row.id, listed, asked === undefined ? undefined : rest, at);
  return asked === undefined ? undefined : rest;
}

function unsettled(asked: Options, listed: Options): Options {
  const inForce: Readonly<Record<string, unknown>> = { ...listed };
  const left = Object.entries(asked).filter(([name, value]) => (inForce[name] ?? null) !== value);
  return Object.fromEntries(left);
}

/** A list that was made before the last one known says nothing any more. */
function isNews(row: NymRow, { saidAt }: ReplyOccasion): boolean {
  const before = readListed(row.options)?.saidAt;
  return before === undefined || saidAt >= before;
}

function isAbout(row: NymRow, reply: Reply): boolean {
  return 'address' in reply && (reply.address === '' || sameAddress(reply.address, row.address));
}
