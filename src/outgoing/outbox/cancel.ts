import type { Clock } from '../../base/clock';
import { UserError } from '../../base/errors';
import type { NymId, OutboxId, OutboxKind, OutboxRow, OutboxState, Store } from '../../store';
import type { LetterKind } from '../letter';
import { dropped, moveRow } from './moves';
import { unfileSent } from './sentCopy';

/** Nothing of these has left. */
const notLeft: readonly OutboxState[] = ['queued', 'held', 'sealing'];

/** Takes a nym's requests of these kinds out of the outbox again, as far as they have not been handed over. Joins the transaction around it. */
export function cancelWaiting(store: Store, clock: Clock, nymId: NymId, kinds: readonly LetterKind[]): void {
  const isMeant = (row: OutboxRow) => row.nymId === nymId && kinds.includes(row.kind);
  store.transaction(() => {
    for (const row of store.outbox.list(notLeft).filter(isMeant))
      moveRow(store.outbox, row, 'cancelled', clock.now(), dropped);
  });
}

/**
 * Takes one letter or wish for pages out of the outbox, by its writer's will; its copy goes from Sent to Drafts. Throws UserError, with
 * nothing done, where it has left already, or where it is a request that the nym's state rests on.
 */
export function cancel(store: Store, now: number, id: OutboxId): void {
  store.transaction(() => {
    const row = mustFind(store, id);
    const refusal = refusals[row.kind] ?? refusals[row.state];
    if (refusal !== undefined) throw new UserError(`Letter ${id} cannot be taken back: ${refusal}`);
    if (row.kind === 'url') forgetPages(store, row);
    const to = moveRow(store.outbox, row, 'cancelled', now, dropped);
    if (to) unfileSent(store, row, now);
  });
}

const refusals: Partial<Record<OutboxKind | OutboxState, string>> = {
  create: 'it asks for the nym itself. "nymbridge nym delete ADDRESS" ends that.',
  config: 'it asks for a change of the nym. "nymbridge nym set ADDRESS NAME=VALUE" asks for another.',
  sending: 'it is being handed over just now.',
  'handed-over': 'it has been handed over.',
  acknowledged: 'it has been handed over, and the nym server says that it has sent it.',
  cancelled: 'it has been already.',
};

/** No answer will come, so none is to be missed. */
function forgetPages(store: Store, { id, nymId }: OutboxRow): void {
  const payload = store.outbox.payload(id)?.toString('latin1') ?? '';
  const asked = store.pages.of(nymId).find(({ hsub }) => payload.includes(hsub));
  if (asked) store.pages.remove(asked.hsub);
}

/** Throws UserError. */
export function mustFind({ outbox }: Store, id: OutboxId): OutboxRow {
  const row = outbox.byId(id);
  if (row) return row;
  throw new UserError(`There is no letter ${id} in the outbox. "nymbridge outbox list --all" shows those there are.`);
}
