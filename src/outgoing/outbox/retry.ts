import { UserError } from '../../base/errors';
import type { OutboxId, OutboxState, Store } from '../../store';
import { mustFind } from './cancel';
import { moveRow } from './moves';
import { failedFlag } from './sentCopy';

/**
 * Whether to send a letter again might send it twice: nobody knows whether it went. Throws UserError where there is no such letter.
 */
export function isDoubtful(store: Store, id: OutboxId): boolean {
  const { kind, state, handedOverAt } = mustFind(store, id);
  return kind === 'send' && state === 'failed' && handedOverAt !== undefined;
}

/**
 * Lets a letter go now: one that waits need wait no longer, and one that has failed begins anew, as it was written. `anyway`: also
 * where it may have been sent. Throws UserError, with nothing done, where it cannot go, or has.
 */
export function retry(store: Store, now: number, id: OutboxId, anyway: boolean): void {
  store.transaction(() => {
    const row = mustFind(store, id);
    const refusal = refusals[row.state] ?? (store.outbox.payload(id) === undefined ? textGone : undefined);
    if (refusal !== undefined) throw new UserError(`Letter ${id} cannot be sent again: ${refusal}`);
    if (isDoubtful(store, id) && !anyway) throw new UserError(`Letter ${id} may have been sent already. ${inDoubt}`);
    const anew = row.state === 'failed' ? { attempts: 0, firstTriedAt: undefined } : {};
    moveRow(store.outbox, row, 'queued', now, { notBefore: now, lastError: undefined, ...anew });
    if (row.sentBodyId !== undefined) store.mail.messages.flagBody(row.sentBodyId, 'remove', [failedFlag]);
  });
}

const textGone = 'its text is no longer here. Send it anew from your mail client.';
const inDoubt = 'Ask whom it was for, and then give --yes to send it once more.';

const refusals: Partial<Record<OutboxState, string>> = {
  held: 'it waits until the nym server has confirmed the nym, and then goes by itself.',
  sealing: 'it is being sealed just now.',
  sending: 'it is being handed over just now.',
  'handed-over': 'it has been handed over, and the nym server sends every copy it gets.',
  acknowledged: 'the nym server says that it has sent it.',
  cancelled: 'it was taken back. Send it anew from your mail client: its text is among the drafts.',
};
