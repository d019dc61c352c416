import { UserError } from '../base/errors';
import { described, type Nym } from '../nym';
import type { Bridge } from './open';
import { openStreets } from './streets';
import { chooseTransport } from './transports';

export interface CreateWishes {
  readonly address: string;
  /** rsa4096, rsa3072, rsa2048 or ecc. */
  readonly algorithm: string;
  readonly lifeSeconds: number;
  readonly name?: string | undefined;
  /** As named in the configuration; the one of `[send]` when left out. */
  readonly transport?: string | undefined;
}

const algorithms = ['rsa4096', 'rsa3072', 'rsa2048', 'ecc'] as const;

/** A nym in one line. */
export interface NymFacts {
  readonly address: string;
  readonly state: string;
  /** Dates, YYYY-MM-DD. */
  readonly created: string;
  readonly expires: string;
}

/**
 * Makes the nym here and puts the request that creates it on the server into the outbox. A nym that was made and whose request
 * was not (the program died in between) gets it by the same command again.
 */
export async function createNym(bridge: Bridge, wishes: CreateWishes): Promise<NymFacts> {
  const algorithm = algorithms.find((one) => one === wishes.algorithm);
  if (!algorithm) throw new UserError(`There is no key "${wishes.algorithm}". Use one of ${algorithms.join(', ')}.`);
  const transport = chooseTransport(bridge, wishes.transport);
  const draft = await findDraft(bridge, wishes.address);
  const { address, lifeSeconds, name } = wishes;
  const nym =
    draft ??
    (await bridge.nyms.create(
      { address, algorithm, lifeSeconds, transport, displayName: name },
      bridge.clock.now(),
      bridge.random,
    ));
  await openStreets(bridge).outgoing.create(nym, nym.asked ?? {});
  return factsOf((await bridge.nyms.byId(nym.id)) ?? nym);
}

async function findDraft(bridge: Bridge, address: string): Promise<Nym | undefined> {
  const nym = await bridge.nyms.byAddress(address);
  return nym?.state === 'draft' ? nym : undefined;
}

export async function listNyms({ nyms }: Bridge): Promise<NymFacts[]> {
  return (await nyms.all()).map(factsOf);
}

/** One nym with everything that happened to it. Throws UserError where it is not here. */
export async function showNym(bridge: Bridge, address: string) {
  const nym = await findNym(bridge, address);
  const { key, server, transport } = nym;
  const facts = {
    ...factsOf(nym),
    meaning: `This nym is ${described[nym.state]}.`,
    name: nym.displayName,
    fingerprint: key.publicKey.fingerprint,
    algorithm: key.publicKey.algorithm,
    server: server.domain,
    transport,
    'server says': nym.settings === undefined ? 'nothing yet' : writeSettings(nym.settings),
    'not confirmed': nym.asked === undefined ? 'nothing' : Object.keys(nym.asked).join(', '),
  };
  const events = bridge.nyms.events(nym.id).map(({ at, from, to, evidence }) => ({
    when: new Date(at).toISOString(),
    from,
    to,
    evidence,
  }));
  return { facts, events };
}

/** Passphrases are in the list the server sends; they are not for a terminal. */
const hidden = new Set(['hsub', 'symmetric']);

function writeSettings(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}: ${hidden.has(name) ? '[secret]' : value}`)
    .join(', ');
}

/** The nym of an address, in any case. Throws UserError where it is not here. */
export async function findNym({ nyms }: Bridge, address: string): Promise<Nym> {
  const nym = await nyms.byAddress(address);
  if (nym) return nym;
  const known = (await nyms.all()).map((one) => one.address).join(', ');
  throw new UserError(
    `There is no nym ${address} here. ${known === '' ? 'None has been created yet.' : `Known: ${known}.`}`,
  );
}

function factsOf({ address, state, createdAt, expiresAt }: Nym): NymFacts {
  return { address, state, created: day(createdAt), expires: expiresAt === undefined ? 'never' : day(expiresAt) };
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
