import { UserError } from '../base/errors';
import type { NymId, NymState, Store } from '../store';
import type { Occasion } from './nym';
import { mustRow } from './stored';

/**
 * What may follow what (nymserv.md §2, §6). Silence is the server's only sign of failure and order is not kept, so an answer
 * may still come to what was given up as lost, and a confirmation to what was refused before. A nym that is over, or given up,
 * begins again as a draft with a new key; one that a belated copy of its creation has brought back is deleted again.
 */
export const moves: Record<NymState, readonly NymState[]> = {
  draft: ['requested', 'active', 'expired', 'deleted'],
  requested: ['active', 'duplicate', 'reserved', 'deleting', 'deleted', 'expired', 'lost'],
  active: ['changing', 'deleting', 'deleted', 'expired'],
  changing: ['active', 'deleting', 'deleted', 'expired', 'lost'],
  duplicate: ['requested', 'active', 'deleted', 'expired'],
  reserved: ['requested', 'active', 'deleted', 'expired'],
  deleting: ['deleted', 'expired', 'lost'],
  deleted: ['draft', 'deleting'],
  expired: ['deleted', 'draft'],
  lost: ['draft', 'requested', 'active', 'changing', 'duplicate', 'reserved', 'deleting', 'deleted', 'expired'],
};

/** Whether a nym in state `from` may come into `to`. */
export function mayMove(from: NymState, to: NymState): boolean {
  return moves[from].includes(to);
}

/** Moves a nym on, with the evidence, or refuses: the one function that does. Throws UserError where the table has no such move. */
export function move(store: Store, id: NymId, to: NymState, occasion: Occasion): void {
  store.transaction(() => {
    const from = stateOf(store, id);
    if (!mayMove(from, to)) throw new UserError(`This nym is ${described[from]}: that cannot be done with it.`);
    store.nyms.move(id, { ...occasion, from, to });
  });
}

/** Moves a nym on where the table has such a move, and else leaves it: for what strangers' timing decides. Says whether it moved. */
export function moveIfMay(store: Store, id: NymId, to: NymState, occasion: Occasion): boolean {
  return store.transaction(() => {
    const from = stateOf(store, id);
    const may = mayMove(from, to);
    if (may) store.nyms.move(id, { ...occasion, from, to });
    return may;
  });
}

/**
 * A clock that was far ahead for a while must not cost a nym its life: what expired before its time is again what it was. Not
 * in the table, for no reply and no user may do it.
 */
export function unexpire(store: Store, id: NymId, at: number): void {
  store.transaction(() => {
    const last = store.nyms.events(id).at(-1);
    if (last?.to === 'expired') store.nyms.move(id, { at, from: 'expired', to: last.from, evidence: 'clock' });
  });
}

/** Each state in words that fit "This nym is ...". */
export const described: Record<NymState, string> = {
  draft: 'not yet asked for',
  requested: 'asked for, and the server has not answered yet',
  active: 'active',
  changing: 'active, with a change that the server has not confirmed yet',
  duplicate: "somebody else's: the server has this address under another key",
  reserved: 'refused: the server keeps this address for itself',
  deleting: 'being deleted',
  deleted: 'deleted',
  expired: 'over: its key has expired',
  lost: 'given up: the server did not answer',
};

function stateOf(store: Store, id: NymId): NymState {
  return mustRow(store, id).state;
}
