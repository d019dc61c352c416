import type { Random } from '../base/random';
import { openStates } from '../store';
import type { NymId, NymRequest, NymState, OutboxId, RequestKind, Store } from '../store';
import { settle } from './credentials';
import { limits } from './limits';
import { moveIfMay } from './life';
import type { Occasion } from './nym';
import { mustRow, readListed, writeAsked } from './stored';
import { settledOptions } from '../protocol/nymserv';

// Requests without an answer. Silence is the server's only sign of failure (nymserv.md §1): so each is sent again, with growing
// patience, and given up at last.

/** A request whose patience is over. */
export interface DueRequest {
  readonly id: NymId;
  readonly kind: RequestKind;
  /** How often it has been put into the outbox. */
  readonly tries: number;
  /** The last of its rows; 0 where there is none. */
  readonly outboxId: OutboxId;
  /** Whether that was the last try, and it is to be given up. */
  readonly isOver: boolean;
}

/** A request that has just been put into the outbox. */
export interface Try {
  /** `status`: a wish for the list of settings, which answers any other request too. */
  readonly kind: RequestKind | 'status';
  readonly outboxId: OutboxId;
  /** Whether it repeats what was asked before, and patience grows; a new wish begins anew. */
  readonly isAgain: boolean;
}

/** In which states a request of each kind is waited for. A name that is taken by an earlier life of ours comes free. */
const waitsIn: Record<RequestKind, readonly NymState[]> = {
  create: ['requested', 'duplicate'],
  // a nym made elsewhere is 'requested' until its server has said that it knows it
  config: ['requested', 'active', 'changing', 'lost'],
  delete: ['deleting'],
};

/** Notes a try, and draws how long it waits for its answer. Call it in the transaction of the outbox's row. */
export function noteTry(store: Store, id: NymId, { kind, outboxId, isAgain }: Try, now: number, random: Random): void {
  const before = store.nyms.life.request(id);
  if (kind === 'status' && before && !isAgain) return;
  const tries = isAgain ? (before?.tries ?? 0) + 1 : 1;
  store.nyms.life.putRequest({
    nymId: id,
    kind: kind === 'status' ? (before?.kind ?? 'config') : kind,
    tries,
    nextAt: now + patienceFor(tries, random),
    outboxId,
  });
}

/** Asks for a request to be sent as soon as somebody looks, as if none had been. */
export function askSoon(store: Store, id: NymId, kind: RequestKind, at: number): void {
  store.nyms.life.putRequest({ nymId: id, kind, tries: 0, nextAt: at, outboxId: none });
}

/** What is to be sent again or given up at `now`. What still is in the outbox is waited for. */
export function dueRequests(store: Store, now: number): DueRequest[] {
  const inOutbox = new Set(
    store.outbox
      .list(openStates)
      .filter(({ kind }) => kind === 'create' || kind === 'config')
      .map(({ nymId }) => nymId),
  );
  return store.nyms.life.requests().flatMap((request) => {
    const { nymId: id, kind, tries, outboxId } = request;
    const isWaited = waitsIn[kind].includes(mustRow(store, id).state) && !inOutbox.has(id);
    if (!isWaited || !isDue(store, request, now)) return [];
    return [{ id, kind, tries, outboxId, isOver: tries >= limits.patienceMs.length }];
  });
}

/**
 * Ends the waiting, if there have been so many tries as the caller has seen. A creation, change or deletion that was met with silence alone leaves the nym `lost`; a change that the server
 * answered without granting it is dropped.
 */
export function giveUp(store: Store, id: NymId, tries: number, occasion: Occasion): void {
  store.transaction(() => {
    const row = mustRow(store, id);
    const request = store.nyms.life.request(id);
    if (request?.tries !== tries) return;
    store.nyms.life.dropRequest(id);
    if (!waitsIn[request.kind].includes(row.state)) return;
    const listed = readListed(row.options);
    if (row.state === 'changing' && listed && listed.saidAt >= askedAt(store, id)) {
      store.nyms.change(id, { asked: writeAsked({}) });
      settle(store, id, settledOptions(listed.settings), undefined, occasion.at);
      moveIfMay(store, id, 'active', occasion);
    } else if (givenUp.includes(row.state)) moveIfMay(store, id, 'lost', occasion);
  });
}

/** When the nym last came into the state it is in. */
export function askedAt(store: Store, id: NymId): number {
  return store.nyms.events(id).at(-1)?.at ?? 0;
}

const none = 0 as OutboxId;
const givenUp: readonly NymState[] = ['requested', 'changing', 'deleting'];

function patienceFor(tries: number, random: Random): number {
  const whole = limits.patienceMs[Math.min(tries, limits.patienceMs.length) - 1] ?? 0;
  return Math.floor((whole * 3) / 4) + random.below(Math.floor(whole / 2) + 1);
}

/** A time that no patience could have given was set by a clock that was far ahead: it is over. */
function isDue(store: Store, { nextAt, outboxId }: NymRequest, now: number): boolean {
  const longest = Math.max(...limits.patienceMs) * 2;
  return nextAt + timeInOutbox(store, outboxId) <= now || nextAt - now > longest;
}

/** The server can be waited for only from when it may have the request. */
function timeInOutbox(store: Store, id: OutboxId): number {
  const row = store.outbox.byId(id);
  const ms = row?.handedOverAt === undefined ? 0 : row.handedOverAt - row.createdAt;
  return Math.min(Math.max(0, ms), limits.mostInOutboxMs);
}
