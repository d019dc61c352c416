import { described, type Nym, type NymState, otherNames } from '../nym';

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
export function wholeFactsOf(nym: Nym, known: readonly string[]) {
  const { key, server, transport, copies, saidAt } = nym;
  return {
    ...factsOf(nym),
    meaning: `This nym is ${described[nym.state]}.`,
    next: nextStep[nym.state](nym, known),
    name: nym.displayName,
    fingerprint: key.publicKey.fingerprint,
    algorithm: key.publicKey.algorithm,
    'earlier keys': nym.oldKeys.length,
    server: server.domain,
    transport,
    copies,
    rotates: rotationOf(nym),
    request: requestOf(nym),
    'server last said': saidAt === undefined ? 'nothing yet' : new Date(saidAt).toISOString(),
  };
}

function rotationOf({ rotateMs, rotatedAt, createdAt }: Nym): string {
  if (rotateMs === undefined) return 'by hand only';
  return `every ${Math.round(rotateMs / dayMs)} days, next on ${day((rotatedAt ?? createdAt) + rotateMs)}`;
}

/** The request that waits for its answer, in a few words; null where none does. */
export function requestOf({ request, wishesRecreation }: Nym): string | null {
  if (!request) return wishesRecreation === undefined ? null : 'to be made again';
  const { kind, tries, nextAt } = request;
  const times = tries === 1 ? 'once' : `${tries} times`;
  const then = wishesRecreation === undefined ? '' : ', then made again';
  return `${kind}, sent ${times}, next look ${day(nextAt)}${then}`;
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
