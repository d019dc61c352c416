import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import { layerInForce, putIntoLayer, redated, sealPayload, standingOf, wrapSealed, writeReport } from './compose';
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
export function dispatch(
  parts: DispatchParts,
): Pick<OutboxParts, 'standing' | 'prepare' | 'queues' | 'quick' | 'send' | 'report'> {
  return {
    standing: async ({ nymId, kind }) => standing(parts, kind, await parts.nyms.byId(nymId)),
    prepare: (row) => prepare(parts, row),
    queues: ({ transport }) => parts.transports[transport]?.queues ?? false,
    quick: quickOf(parts.transports),
    send: (row, sealed, signal) => send(parts, row, sealed, signal),
    report: reportWith(parts),
  };
}

/** The names of those by which letters come soon after they were handed over. */
export function quickOf(transports: DispatchParts['transports']): string[] {
  return Object.entries(transports).flatMap(([name, { slow }]) => (slow ? [] : [name]));
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
  if (sealed) return { sealed };
  const inside = row.kind === 'send' ? await layered(parts, row, nym, dated(parts, row, payload)) : payload;
  if (inside === 'stale') return prepare(parts, row);
  return 'never' in inside ? inside : sealPayload(inside, row.kind, nym, clock);
}

/**
 * The letter with the Date of now where it goes at another time than was foreseen: it was held, or waited for the next day, or for its
 * writer. What may have been seen keeps the one it had.
 */
function dated({ store: { outbox }, clock }: DispatchParts, row: OutboxRow, payload: Buffer): Buffer {
  const fresh = mayBeSeen(outbox, row) ? undefined : redated(payload, clock.now());
  if (fresh) outbox.keepPayload(row.id, fresh);
  return fresh ?? payload;
}

/** Whether it is sealed, and so goes as it is, or may have gone. */
function mayBeSeen(outbox: Store['outbox'], { id, handedOverAt, acknowledgedAt }: OutboxRow): boolean {
  return (
    handedOverAt !== undefined ||
    acknowledgedAt !== undefined ||
    outbox.sealed(id) !== undefined ||
    outbox.layered(id) !== undefined
  );
}

/**
 * A letter inside its nym's ephemeral layer, if that has one: put there once, whatever keys it is sealed to afterwards, and kept in one
 * transaction with the layer that follows. `stale`: the layer has moved on meanwhile.
 */
async function layered(
  { store, clock, random }: DispatchParts,
  { id }: OutboxRow,
  nym: Nym,
  payload: Buffer,
): Promise<Buffer | 'stale' | { never: string }> {
  const layer = layerInForce(nym);
  if (!layer) return payload;
  const kept = store.outbox.layered(id);
  if (kept?.layerId === layer.id) return kept.bytes;
  const made = await putIntoLayer(payload, layer, { random, now: clock.now() });
  if ('never' in made) return made;
  const isKept = store.transaction(() => {
    const moved = store.layers.replace({ ...layer, state: made.state });
    if (moved) store.outbox.keepLayered(id, { layerId: layer.id, bytes: made.layered });
    return moved;
  });
  return isKept ? made.layered : 'stale';
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
  return transport.send({ ...wrapSealed(sealed, row, nym), kind: row.kind, letter: row.id }, signal);
}
