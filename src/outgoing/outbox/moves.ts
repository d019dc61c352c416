import type { OutboxChanges, OutboxId, OutboxState, OutboxTable } from '../../store';

/** What may follow what in a letter's life. A letter in packets is handed over when they are queued, and has failed when one of them cannot leave. A receipt proves that a letter was sent, whatever was thought of it before. */
export const moves: Record<OutboxState, readonly OutboxState[]> = {
  held: ['queued', 'failed', 'cancelled'],
  queued: ['queued', 'held', 'sealing', 'sending', 'failed', 'cancelled'],
  sealing: ['sealing', 'sending', 'handed-over', 'queued', 'held', 'failed', 'cancelled'],
  sending: ['handed-over', 'queued', 'failed', 'acknowledged'],
  'handed-over': ['handed-over', 'acknowledged', 'failed'],
  acknowledged: [],
  failed: ['acknowledged', 'queued', 'cancelled'],
  cancelled: [],
};

/** What is no longer needed of a letter that has left, or never will: the text is in Sent. */
export const dropped = { payload: undefined, layered: undefined, sealed: undefined } as const;

/**
 * Moves a row on, the one function that does. False, with nothing done, where the row is no longer in `from`: somebody else has
 * moved it. Throws for a move that is not in the table: that is a mistake in the program. `at`: ms since 1970.
 */
export function moveRow(
  outbox: Pick<OutboxTable, 'move'>,
  row: { readonly id: OutboxId; readonly state: OutboxState },
  to: OutboxState,
  at: number,
  changes: OutboxChanges = {},
): boolean {
  if (!moves[row.state].includes(to)) throw new Error(`a letter cannot go from ${row.state} to ${to}`);
  return outbox.move(row.id, row.state, to, at, changes);
}
