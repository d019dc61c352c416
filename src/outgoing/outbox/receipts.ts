import { sameAddress } from '../../base/address';
import type { Clock } from '../../base/clock';
import type { MailboxId, NymId, OutboxRow, OutboxState, Store, Uid } from '../../store';
import { dropped, moveRow } from './moves';
import { acknowledgedFlag, failedFlag } from './sentCopy';

/** A receipt of the nym server: `to` is its words for the letter's To field. */
export interface ReceiptFor {
  readonly messageId: string;
  readonly to: string;
}

/**
 * Notes that the nym server says it has sent a letter: the row, and, when it was the mail's last one, its copy in Sent. Joins the
 * transaction around it. A receipt for no letter of ours changes nothing.
 */
export function acknowledge(store: Store, clock: Clock, nymId: NymId, receipt: ReceiptFor): void {
  store.transaction(() => {
    const letters = store.outbox.byMessageId(nymId, receipt.messageId);
    const row = letterMeant(letters, receipt.to);
    const now = clock.now();
    const changes = {
      acknowledgedAt: now,
      handedOverAt: row?.handedOverAt ?? now,
      ...dropped,
    };
    if (!row || !moveRow(store.outbox, row, 'acknowledged', now, changes)) return;
    const open = letters.some((one) => one.id !== row.id && one.state !== 'acknowledged');
    if (open || row.sentBodyId === undefined) return;
    store.mail.messages.flagBody(row.sentBodyId, 'add', [acknowledgedFlag]);
    store.mail.messages.flagBody(row.sentBodyId, 'remove', [failedFlag]);
  });
}

/** A relay may be slower to say that it has the letter than the server is to send it. */
const mayBeSent: readonly OutboxState[] = ['sending', 'handed-over', 'failed'];

/** The letters of one mail share the Message-ID; each names in To whom it alone is for. */
function letterMeant(letters: readonly OutboxRow[], to: string): OutboxRow | undefined {
  const open = letters.filter(({ state }) => mayBeSent.includes(state));
  // no address that a letter goes to has a blank or a quote in it
  const named = to.split(/[\s,;:<>"()]+/);
  return (
    open.find(({ recipients: [first = ''] }) => named.some((address) => sameAddress(address, first))) ??
    (letters.length === 1 ? open[0] : undefined)
  );
}

/** The copy in this mailbox that stands for the mail with this Message-ID of the client's, which then need not be added again. */
export function filedCopy(store: Store, nymId: NymId, clientMessageId: string, mailbox: MailboxId): Uid | undefined {
  const [row] = store.outbox.byClientMessageId(nymId, clientMessageId);
  return row?.sentBodyId === undefined ? undefined : store.mail.messages.uidOfBody(mailbox, row.sentBodyId);
}
