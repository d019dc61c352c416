import { described, type Nym, type NymState, otherNames } from '../nym';
import { openStates, type OutboxState, type Store } from '../store';

// How a nym is shown to a person: rows and facts of plain values, an absent one as null.

/** A nym in one line. */
export interface NymFacts {
  readonly address: string;
  readonly state: string;
  /** Dates, YYYY-MM-DD. */
  readonly created: string;
  readonly expires: string;
}

export function factsOf({ address, state, createdAt, expiresAt }: Nym): NymFacts {
  return { address, state, created: day(createdAt), expires: expiresAt === undefined ? 'never' : day(expiresAt) };
}

/** Everything that is known about it but its options and its history. */
export function wholeFactsOf(nym: Nym, known: readonly string[], posted: OutboxState | undefined) {
  const { key, server, transport, copies, saidAt } = nym;
  return {
    ...factsOf(nym),
    meaning: `This nym is ${described[nym.state]}.`,
    next: nextOf(nym, known, posted),
    name: nym.displayName,
    fingerprint: key.publicKey.fingerprint,
    algorithm: key.publicKey.algorithm,
    'earlier keys': nym.oldKeys.length,
    server: server.domain,
    transport,
    copies,
    rotates: rotationOf(nym),
    pool: poolOf(nym),
    ...nym.style,
    'ephemeral layer': layerOf(nym),
    request: requestOf(nym, posted),
    'server last said': saidAt === undefined ? 'nothing yet' : new Date(saidAt).toISOString(),
  };
}

/** What its server puts around everything (ephemeral.md), as far as that has been seen. */
function layerOf({ layers }: Nym): string {
  const standings = layers.map(({ standing }) => standing);
  if (!standings.includes('in-force')) return standings.includes('asked') ? 'asked for' : 'none';
  return standings[0] === 'asked' ? 'in force, another asked for' : 'in force';
}

function rotationOf({ rotateMs, rotatedAt, createdAt }: Nym): string {
  if (rotateMs === undefined) return 'by hand only';
  return `every ${Math.round(rotateMs / dayMs)} days, next on ${day((rotatedAt ?? createdAt) + rotateMs)}`;
}

function poolOf({ pool: { leastMs, mostMs } }: Nym): string {
  if (mostMs === 0) return 'off: letters go at once';
  return leastMs === 0 ? `up to ${span(mostMs)}` : `${span(leastMs)} to ${span(mostMs)}`;
}

/** The largest unit that leaves no rest. */
function span(ms: number): string {
  const units = { d: dayMs, h: 3_600_000, m: 60_000, s: 1000 };
  const [name, size] = Object.entries(units).find(([, length]) => ms % length === 0) ?? ['s', 1000];
  return `${Math.round(ms / size)}${name}`;
}

/** How far the last row of a nym's request has come in the outbox; undefined where there is none. */
export function postedOf({ outbox }: Pick<Store, 'outbox'>, { request }: Nym): OutboxState | undefined {
  return request && outbox.byId(request.outboxId)?.state;
}

/** Whether the row is still to be handed over. */
function isOpen(posted: OutboxState | undefined): boolean {
  return posted !== undefined && openStates.includes(posted);
}

/** The request that waits for its answer, in a few words; null where none does. `posted`: see postedOf. */
export function requestOf(
  { request, wishesRecreation }: Pick<Nym, 'request' | 'wishesRecreation'>,
  posted: OutboxState | undefined,
): string | null {
  if (!request || posted === 'cancelled') return wishesRecreation === undefined ? null : 'to be made again';
  const { kind, tries, nextAt } = request;
  const then = wishesRecreation === undefined ? '' : ', then made again';
  const look = `next look ${day(nextAt)}${then}`;
  if (isOpen(posted)) return `${kind}, ${tries > 1 ? `sent ${times(tries - 1)}, again ` : ''}in the outbox${then}`;
  if (tries === 0) return `${kind}, not in the outbox yet${then}`;
  return posted === 'failed' ? `${kind}, could not be sent, ${look}` : `${kind}, sent ${times(tries)}, ${look}`;
}

function times(n: number): string {
  return n === 1 ? 'once' : `${n} times`;
}

function nextOf(nym: Nym, known: readonly string[], posted: OutboxState | undefined): string | null {
  if (isOpen(posted)) return 'The request is in the outbox: "nymbridge run" sends it.';
  const isOver = nym.state === 'deleted' || nym.state === 'expired' || nym.state === 'lost';
  if (isOver && nym.wishesRecreation) return 'Nothing to do: "nymbridge run" makes it again.';
  return nextStep[nym.state](nym, known);
}

const nextStep: Record<NymState, (nym: Nym, known: readonly string[]) => string | null> = {
  draft: ({ address }) => `Ask for it: nymbridge nym create ${address}`,
  requested: () => 'Nothing to do: the request is sent again by itself.',
  active: () => null,
  changing: () => 'Nothing to do: the request is sent again by itself, and mail is found under old and new settings.',
  duplicate: tryAnother,
  reserved: tryAnother,
  deleting: () => 'Nothing to do: the request is sent again by itself. The keys are kept.',
  deleted: ({ address }) =>
    `Make it again: nymbridge nym recreate ${address}. Or drop it: nymbridge nym forget ${address}`,
  expired: ({ address }) => `Make it again: nymbridge nym recreate ${address}`,
  lost: ({ address }) => `Ask the server whether it is there: nymbridge nym ask ${address}`,
};

function tryAnother({ address }: Nym, known: readonly string[]): string {
  return `Create another, such as ${otherNames(address, known).join(', ')}. Then: nymbridge nym forget ${address}`;
}

const dayMs = 86_400_000;

/** YYYY-MM-DD of ms since 1970. */
export function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
