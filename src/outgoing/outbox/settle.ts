import { codeOf } from '../../base/errors';
import { openStates } from '../../store';
import type { OutboxKind, OutboxRow } from '../../store';
import type { Outcome } from '../letter';
import { fileInInbox } from './inbox';
import { limits } from './limits';
import { dropped, moveRow } from './moves';
import { pauseAfter } from './pauses';
import type { OutboxParts } from './parts';
import { failedFlag } from './sentCopy';

/**
 * Notes what became of a letter that was being handed over. A store that cannot be written just now is waited for: the letter may be
 * gone, and only this note keeps it from going again.
 */
export async function settle(parts: OutboxParts, row: OutboxRow, outcome: Outcome): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      note(parts, row, outcome);
      return;
    } catch (error) {
      if (attempt >= mostNotes) throw error;
      parts.log.error('a letter was handed over, but that could not be noted', { code: codeOf(error) });
      await parts.clock.sleep(limits.firstPause);
    }
  }
}

/** An hour: who has not made space by then finds the letter as one that may have been sent. */
const mostNotes = 60;

function note(parts: OutboxParts, row: OutboxRow, outcome: Outcome): void {
  const { store, clock, log } = parts;
  const now = clock.now();
  if (outcome.result === 'taken') {
    // and no line in the log: the times of letters are what an observer would compare
    moveRow(store.outbox, row, 'handed-over', now, { handedOverAt: now, lastError: undefined, ...dropped });
    return;
  }
  const { result, reason, code } = outcome;
  log.warn('the relay did not take what it was given', { result, code });
  const uncertain = result === 'unknown' && row.kind === 'send';
  const over = result === 'never' || now - (row.firstTriedAt ?? now) >= limits.giveUpAfter;
  if (uncertain) fail(parts, row, reason, row.changedAt);
  else if (over) fail(parts, row, reason);
  else postpone(parts, row, reason);
}

function postpone({ store, clock, random }: OutboxParts, row: OutboxRow, reason: string): void {
  const { attempts, firstTriedAt = clock.now() } = row;
  const notBefore = clock.now() + pauseAfter(attempts, random);
  moveRow(store.outbox, row, 'queued', clock.now(), { notBefore, attempts, firstTriedAt, lastError: reason });
}

/** What a letter's owner may want to send once more keeps its text, and is sealed anew then; requests for the nym itself are made anew. */
const keptWhenFailed: readonly OutboxKind[] = ['send', 'url'];

/**
 * Ends a letter's life with a report in the nym's INBOX, both in one transaction. `maybeSentAt`: when it may have been handed over;
 * then it counts among the day's letters.
 */
export function fail(
  { store, clock, report }: Pick<OutboxParts, 'store' | 'clock' | 'report'>,
  row: OutboxRow,
  reason: string,
  maybeSentAt?: number,
): void {
  const now = clock.now();
  store.transaction(() => {
    const payload = store.outbox.payload(row.id);
    const when = maybeSentAt === undefined ? {} : { handedOverAt: maybeSentAt };
    const { payload: _, ...butText } = dropped;
    const less = keptWhenFailed.includes(row.kind) ? butText : dropped;
    if (!moveRow(store.outbox, row, 'failed', now, { lastError: reason, ...when, ...less })) return;
    if (isSpare(store, row)) return;
    if (row.sentBodyId !== undefined) store.mail.messages.flagBody(row.sentBodyId, 'add', [failedFlag]);
    const address = store.nyms.byId(row.nymId)?.address ?? '';
    const uncertain = maybeSentAt !== undefined || row.handedOverAt !== undefined;
    const written = report(
      { id: row.id, kind: row.kind, recipients: row.recipients, payload, reason, uncertain },
      address,
    );
    fileInInbox(store, row.nymId, written, now);
  });
}

/** Whether another copy of the same request has gone or still may: then this one is not missed. */
function isSpare({ outbox }: OutboxParts['store'], { id, nymId, kind, createdAt }: OutboxRow): boolean {
  if (kind !== 'create' && kind !== 'config') return false;
  const copies = outbox.list().filter((one) => one.nymId === nymId && one.kind === kind && one.createdAt === createdAt);
  return copies.some((one) => one.id !== id && one.state !== 'failed' && one.state !== 'cancelled');
}

/**
 * Rows found in `sending` are those during whose hand-over the program died. A letter is not sent again: the server would send both
 * (nymserv.md §4); its writer is told. Requests do no harm twice (nymserv.md §2) and go again.
 */
export function resolveInterrupted(parts: OutboxParts): void {
  const { store, clock } = parts;
  // nothing has left yet
  for (const row of store.outbox.list(['sealing'])) moveRow(store.outbox, row, 'queued', clock.now());
  for (const row of store.outbox.list(['sending'])) {
    if (row.kind === 'send')
      fail(parts, row, 'The bridge was stopped while it was handing the letter over.', row.changedAt);
    else moveRow(store.outbox, row, 'queued', clock.now(), { notBefore: clock.now() });
  }
}

/**
 * For a store that was put back to an earlier state: a letter that waits in it may have been sent since then. As above it is not
 * sent again, and its writer is told, with the reason. It counts among today's letters. Gives how many there were.
 */
export function doubtWaiting(parts: Pick<OutboxParts, 'store' | 'clock' | 'report'>, reason: string): number {
  const letters = parts.store.outbox.list(openStates).filter(({ kind }) => kind === 'send');
  for (const row of letters) fail(parts, row, reason, parts.clock.now());
  return letters.length;
}
