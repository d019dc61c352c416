import type { OutboxId } from '../../store';
import { dropped, moveRow } from './moves';
import type { OutboxParts } from './parts';
import { fail } from './settle';

// What becomes of a letter that was handed over in packets: its text is kept until the last of them has left.

/** Joins the transaction around it. */
export function packetsGone({ store, clock }: Pick<OutboxParts, 'store' | 'clock'>, id: OutboxId): void {
  const row = store.outbox.byId(id);
  const now = clock.now();
  // further copies of a request are told of as well; and the day that a letter counts for is this one: it waited here, and not with the server
  const isFirst = store.outbox.payload(id) !== undefined;
  const when = isFirst ? { handedOverAt: now } : {};
  if (row?.state === 'handed-over') moveRow(store.outbox, row, 'handed-over', now, { ...when, ...dropped });
}

/** Tells its writer. Some of it may have arrived. Joins the transaction around it. */
export function packetsLost(
  parts: Pick<OutboxParts, 'store' | 'clock' | 'report'>,
  id: OutboxId,
  reason: string,
): void {
  const row = parts.store.outbox.byId(id);
  if (row?.state === 'handed-over') fail(parts, row, reason);
}
