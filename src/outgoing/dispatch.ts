import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import { sealPayload, standingOf, wrapSealed, writeReport } from './compose';
import type { Nym, Nyms } from './compose';
import type { Outcome, Transport } from './letter';
import type { OutboxParts, OutboxRow, Prepared, Standing, Store } from './outbox';

interface DispatchParts {
  readonly store: Store;
  readonly nyms: Nyms;
  readonly clock: Clock;
  readonly random: Random;
  readonly transports: Readonly<Record<string, Transport>>;
}

/** What the outbox asks of the other stages: sealing, handing over, and reports of what failed. */
export function dispatch(parts: DispatchParts): Pick<OutboxParts, 'standing' | 'prepare' | 'send' | 'report'> {
  return {
    standing: async ({ nymId, kind }) => standing(parts, kind, await parts.nyms.byId(nymId)),
    prepare: (row) => prepare(parts, row),
    send: (row, sealed, signal) => send(parts, row, sealed, signal),
    report: reportWith(parts),
  };
}

/** How a nym is told of a letter that is not sent. */
export function reportWith(parts: Pick<DispatchParts, 'clock' | 'random'>): OutboxParts['report'] {
  return (failed, address) => writeReport(failed, { address, domain: address.slice(address.indexOf('@') + 1) }, parts);
}

const gone = { never: 'The nym or the text of the letter is no longer here.' };

function standing({ clock }: DispatchParts, kind: OutboxRow['kind'], nym: Nym | undefined): Standing {
  return nym ? standingOf(nym, kind, clock.now()) : gone;
}

/** A letter is sealed once: what goes a second time, after a failure, is the same to the byte. */
async function prepare(parts: DispatchParts, row: OutboxRow): Promise<Prepared> {
  const { store, nyms, clock } = parts;
  const nym = await nyms.byId(row.nymId);
  const may = standing(parts, row.kind, nym);
  if (may !== 'now') return may;
  const payload = store.outbox.payload(row.id);
  if (!nym || !payload) return gone;
  const sealed = store.outbox.sealed(row.id);
  return sealed ? { sealed } : sealPayload(payload, row.kind, nym, clock);
}

async function send(parts: DispatchParts, row: OutboxRow, sealed: Buffer, signal: AbortSignal): Promise<Outcome> {
  const transport = parts.transports[row.transport];
  const nym = await parts.nyms.byId(row.nymId);
  if (!nym || !transport)
    return {
      result: 'later',
      reason: `There is no transport "${row.transport}" in the configuration.`,
      code: 'no-transport',
    };
  return transport.send(wrapSealed(sealed, row.kind, nym), signal);
}
