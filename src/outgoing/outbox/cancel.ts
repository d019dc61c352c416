import type { Clock } from '../../base/clock';
import type { NymId, OutboxRow, Store } from '../../store';
import type { LetterKind } from '../letter';
import { moveRow } from './moves';

/** Takes a nym's requests of these kinds out of the outbox again, as far as they have not been handed over. Joins the transaction around it. */
export function cancelWaiting(store: Store, clock: Clock, nymId: NymId, kinds: readonly LetterKind[]): void {
  const isMeant = (row: OutboxRow) => row.nymId === nymId && kinds.includes(row.kind);
  store.transaction(() => {
    for (const row of store.outbox.list(['queued', 'held']).filter(isMeant))
      moveRow(store.outbox, row, 'cancelled', clock.now(), { payload: undefined, sealed: undefined });
  });
}

/** What was sealed with a key that the nym has no more is to be sealed anew before it is handed over. Joins the transaction around it. */
export function unseal(store: Store, clock: Clock, nymId: NymId): void {
  const isMeant = (row: OutboxRow) => row.nymId === nymId && row.kind === 'send';
  store.transaction(() => {
    for (const row of store.outbox.list(['queued', 'held']).filter(isMeant))
      store.outbox.move(row.id, row.state, row.state, clock.now(), { sealed: undefined });
  });
}
