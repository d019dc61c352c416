import type { Options, Reply, Settings } from '../protocol/nymserv';
import { settledOptions } from '../protocol/nymserv';
import type { NymRow, Store } from '../store';
import { settle } from './credentials';
import { moveIfMay } from './life';
import { limits } from './limits';
import type { ReplyOccasion } from './nym';
import { overtaken } from './overtaken';
import { askedAt, askSoon } from './pending';
import { changesOf } from './requests';
import { readAsked, readListed, writeAsked, writeListed } from './stored';

type ListReply = Extract<Reply, { readonly settings: Settings }>;

/** The server counts by its list, not by its words: a refused request is "successful" too, with everything as it was (nymserv.md §3). */
export function applyList(store: Store, row: NymRow, reply: ListReply, occasion: ReplyOccasion): void {
  if (row.state === 'deleted') {
    revive(store, row, reply, occasion);
    return;
  }
  const isNew = isNews(row, occasion);
  const rest = isNew ? keep(store, row, reply, occasion) : readAsked(row.asked);
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
export function stillThere(store: Store, row: NymRow, occasion: ReplyOccasion): void {
  if (row.state !== 'lost' || occasion.saidAt < askedAt(store, row.id)) return;
  if (moveIfMay(store, row.id, 'deleting', occasion)) askSoon(store, row.id, 'delete', occasion.at);
}

/** A copy of the creation that came after the deletion makes the nym anew: it is deleted again, for so its owner wished. */
function revive(store: Store, row: NymRow, { kind }: ListReply, occasion: ReplyOccasion): void {
  const deletedAt = readListed(row.options)?.saidAt ?? askedAt(store, row.id);
  if (kind !== 'created' || occasion.saidAt <= deletedAt) return;
  if (!moveIfMay(store, row.id, 'deleting', occasion)) return;
  store.nyms.change(row.id, { asked: writeAsked({ delete: true }) });
  askSoon(store, row.id, 'delete', occasion.at);
}

/** Keeps the list and gives what has been asked for and is not in it. */
function keep(
  store: Store,
  row: NymRow,
  { kind, settings }: ListReply,
  { at, saidAt }: ReplyOccasion,
): Options | undefined {
  const listed = settledOptions(settings);
  const asked = { ...overtaken(store, row, listed), ...readAsked(row.asked) };
  const knowsLayers = kind !== 'created' || 'ephemeral' in settings;
  const left = unsettled(asked, listed);
  const rest = knowsLayers ? left : withoutLayer(left);
  if (!knowsLayers) store.layers.end(row.id, at);
  const written = writeAsked(rest);
  store.nyms.change(row.id, { options: writeListed({ settings, saidAt }), asked: written });
  settle(store, row.id, listed, written === undefined ? undefined : changesOf(rest), at);
  return written === undefined ? undefined : rest;
}

/** What created the nym asked for the layer too: a server that does not list it then has none, and letters need not wait for it. */
function withoutLayer({ ephemeral: _, ratchet: __, ...rest }: Options): Options {
  return rest;
}

function unsettled(asked: Options, listed: Options): Options {
  const inForce: Readonly<Record<string, unknown>> = { ...listed };
  const left = Object.entries(asked).filter(([name, value]) => (inForce[name] ?? null) !== value);
  return Object.fromEntries(left);
}

/** A list that was made before the last one known says nothing any more; but a last one from a time to come proves nothing. */
export function isNews(row: NymRow, { at, saidAt }: ReplyOccasion): boolean {
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
