import { codeOf } from '../../base/errors';
import { drawBetween } from '../../base/random';
import { patiently, workWhenDue } from '../../base/whenDue';
import { StoreError } from '../../store';
import type { NymId, OutboxChanges, OutboxRow, OutboxState } from '../../store';
import type { Outcome } from '../letter';
import { lettersLeft, nextMorning } from './day';
import { openHands } from './hands';
import type { Hands } from './hands';
import { limits } from './limits';
import { moveRow } from './moves';
import type { OutboxParts, Prepared } from './parts';
import { fail, resolveInterrupted, settle } from './settle';

export interface Worker {
  /** Deals with the letters found half handed over after a crash: to be called once, before `start`. */
  readonly resolveInterrupted: () => void;
  /** Hands over everything that is due now. */
  readonly workOff: (signal?: AbortSignal) => Promise<void>;
  /** Works off what is due, and again whenever something becomes due. */
  readonly start: () => void;
  /** Takes no further letter, and resolves when the one at hand is dealt with. */
  readonly stop: () => Promise<void>;
}

/** Takes letters out of the outbox: those of each nym one after the other. */
export function openWorker(parts: OutboxParts): Worker {
  let ended = new AbortController();
  let working: Promise<void> | undefined;
  const hands = openHands();
  return {
    resolveInterrupted: () => {
      resolveInterrupted(parts);
    },
    workOff: (signal = ended.signal) => workOff(parts, hands, signal),
    start: () => {
      working ??= work(parts, hands, ended.signal);
    },
    stop: async () => {
      ended.abort();
      await working;
      await hands.done();
      working = undefined;
      ended = new AbortController();
    },
  };
}

function work(parts: OutboxParts, hands: Hands, signal: AbortSignal): Promise<void> {
  const { store, clock, log } = parts;
  const chore = { clock, log, name: 'the outbox', pause: limits.firstPause };
  const handAll = (nymId: NymId) => patiently(chore, () => handAllOf(parts, nymId, signal), signal);
  return workWhenDue(
    {
      ...chore,
      nap: limits.nap,
      workOff: async () => {
        await releaseHeld(parts);
        const due = store.outbox.dueNyms(clock.now());
        // looked at only where several are: this is done again whenever anything is written
        const isSpread = due.length > 1 && spreadOverdue(parts, hands.busy());
        hands.begin(isSpread ? store.outbox.dueNyms(clock.now()) : due, handAll);
      },
      nextDue: () => store.outbox.nextDue(hands.busy()),
      watch: (listener) => {
        const ends = [store.watch(listener), hands.watch(listener)];
        return () => {
          for (const end of ends) end();
        };
      },
    },
    signal,
  );
}

async function workOff(parts: OutboxParts, hands: Hands, signal: AbortSignal): Promise<void> {
  await releaseHeld(parts);
  hands.begin(parts.store.outbox.dueNyms(parts.clock.now()), (nymId) => handAllOf(parts, nymId, signal));
  await hands.done();
}

async function handAllOf(parts: OutboxParts, nymId: NymId, signal: AbortSignal): Promise<void> {
  for (;;) {
    const row = signal.aborted ? undefined : parts.store.outbox.due(nymId, parts.clock.now());
    if (!row) return;
    await handOver(parts, row, signal);
  }
}

/**
 * Letters of several nyms whose time has passed, for the machine was off or asleep: handed over together they would tell that their nyms
 * are of one bridge. Gives whether there were any.
 */
function spreadOverdue({ store, clock, random }: OutboxParts, busy: readonly NymId[]): boolean {
  const now = clock.now();
  const late = store.outbox.dueNyms(now - limits.overdue).filter((nymId) => !busy.includes(nymId));
  if (late.length < 2) return false;
  for (const row of store.outbox.list(['queued']))
    if (late.includes(row.nymId) && row.notBefore <= now - limits.overdue)
      moveRow(store.outbox, row, 'queued', now, { notBefore: now + drawBetween(random, 0, limits.wakeSpread) });
  return true;
}

/**
 * Held letters go on when their nym has been confirmed, and fail when it never will be. Not all at the moment at which the server's
 * answer was fetched: each draws its time in the pool anew.
 */
async function releaseHeld(parts: OutboxParts): Promise<void> {
  const { store, clock } = parts;
  for (const those of store.outbox.held()) {
    const standing = await parts.standing(those);
    if (standing === 'later') continue;
    for (const row of store.outbox.list(['held']).filter((one) => isOf(one, those))) {
      const now = clock.now();
      if (standing !== 'now') fail(parts, row, standing.never);
      else moveRow(store.outbox, row, 'queued', now, { notBefore: now + poolWait(parts, row) });
    }
  }
}

function isOf(row: OutboxRow, { nymId, kind }: Pick<OutboxRow, 'nymId' | 'kind'>): boolean {
  return row.nymId === nymId && row.kind === kind;
}

function poolWait({ store, random }: OutboxParts, row: OutboxRow): number {
  const nym = store.nyms.byId(row.nymId);
  return nym ? drawBetween(random, nym.poolLeastMs, nym.poolMostMs) : 0;
}

async function handOver(parts: OutboxParts, row: OutboxRow, signal: AbortSignal): Promise<void> {
  const { store, clock, random } = parts;
  if (row.kind === 'send' && lettersLeft(store.outbox, row.nymId, parts, clock.now()) === 0) {
    moveRow(store.outbox, row, 'queued', clock.now(), { notBefore: nextMorning(clock.now(), random) });
    return;
  }
  const sealing = step(parts, row, 'sealing');
  const prepared = sealing && (await prepare(parts, sealing));
  if (!sealing || !prepared) return;
  if (prepared === 'later') moveRow(store.outbox, sealing, 'held', clock.now());
  else if ('never' in prepared) fail(parts, sealing, prepared.never);
  else await handSealed(parts, sealing, prepared.sealed, signal);
}

/**
 * "sending" is on disk before the letter is handed over: what is found in this state after a crash may be on its way. A letter that is queued
 * in packets stays in "sealing" until it is: after a crash it begins anew.
 */
async function handSealed(parts: OutboxParts, row: OutboxRow, sealed: Buffer, signal: AbortSignal): Promise<void> {
  const firstTriedAt = row.firstTriedAt ?? parts.clock.now();
  const sending = step(parts, row, parts.queues(row) ? 'sealing' : 'sending', {
    attempts: row.attempts + 1,
    firstTriedAt,
    sealed,
  });
  if (sending) await settle(parts, sending, await send(parts, sending, sealed, signal));
}

/** Undefined where somebody else has moved the row meanwhile: cancelled it, or given its nym another key. */
function step(
  { store, clock }: OutboxParts,
  row: OutboxRow,
  to: OutboxState,
  { sealed, ...changes }: OutboxChanges = {},
): OutboxRow | undefined {
  const at = clock.now();
  const moved = moveRow(store.outbox, row, to, at, { ...changes, ...(sealed && { sealed }) });
  return moved ? { ...row, ...changes, state: to, changedAt: at } : undefined;
}

/** Undefined where a fault of this program kept the letter from being sealed: it waits, and those behind it do not. */
async function prepare(parts: OutboxParts, row: OutboxRow): Promise<Prepared | undefined> {
  try {
    return await parts.prepare(row);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    parts.log.error('a letter could not be sealed', { kind: row.kind, code: codeOf(error) });
    const reason = 'A fault of the bridge itself kept the letter from being sealed.';
    await settle(parts, { ...row, attempts: row.attempts + 1 }, { result: 'later', reason });
    return undefined;
  }
}

/** Whatever goes wrong from here on, the letter may be on its way: without this its row would stay in `sending`. */
async function send(parts: OutboxParts, row: OutboxRow, sealed: Buffer, signal: AbortSignal): Promise<Outcome> {
  try {
    return await parts.send(row, sealed, signal);
  } catch (error) {
    parts.log.error('handing a letter over failed', { kind: row.kind, code: codeOf(error) });
    return { result: 'unknown', reason: 'A fault of the bridge itself interrupted the handing over.' };
  }
}
