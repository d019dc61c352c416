import { UserError } from '../base/errors';
import type { Nym } from '../nym';
import { nearestName } from './configFile';
import { chooseAlgorithm } from './nymKeys';
import { factsOf, type NymFacts, postedOf, requestOf } from './nymView';
import type { Bridge } from './open';
import { choosePassphrase, type PassphraseWish } from './passphrases';
import { openStreets } from './streets';
import { chooseTransport } from './transports';

/** How a nym's mail is to be recognised in the newsgroup (nymserv.md §5). */
export type SubjectWish =
  | { readonly scheme: 'hsub'; readonly passphrase: PassphraseWish }
  | { readonly scheme: 'plain'; readonly text: string }
  | { readonly scheme: 'none' };

export interface CreateWishes {
  readonly address: string;
  /** rsa4096, rsa3072, rsa2048 or ecc. */
  readonly algorithm: string;
  readonly lifeSeconds: number;
  readonly name?: string | undefined;
  /** As named in the configuration; the one of `[send]` when left out. */
  readonly transport?: string | undefined;
  /** A random hSub when left out. */
  readonly subject?: SubjectWish | undefined;
  readonly symmetric?: PassphraseWish | undefined;
  /** Ask for an ephemeral layer, which only some servers have. */
  readonly ephemeral?: boolean | undefined;
  /** Of each request that creates or changes it; 1 when left out. */
  readonly copies?: number | undefined;
  /** Take weak passphrases too. */
  readonly anyway?: boolean;
}

/**
 * Makes the nym here and puts the request that creates it on the server into the outbox. A nym that was made and whose request
 * was not (the program died in between) gets it by the same command again.
 */
export async function createNym(bridge: Bridge, wishes: CreateWishes): Promise<NymFacts> {
  const algorithm = chooseAlgorithm(wishes.algorithm);
  const transport = chooseTransport(bridge, wishes.transport);
  const nym = (await findDraft(bridge, wishes.address)) ?? (await makeNym(bridge, { ...wishes, transport }, algorithm));
  await openStreets(bridge).outgoing.create(nym, nym.asked ?? {});
  return factsOf((await bridge.nyms.byId(nym.id)) ?? nym);
}

async function makeNym(
  bridge: Bridge,
  wishes: CreateWishes & { readonly transport: string },
  algorithm: ReturnType<typeof chooseAlgorithm>,
): Promise<Nym> {
  const { address, lifeSeconds, name, transport, copies, ephemeral, anyway = false } = wishes;
  const choosing = { random: bridge.random, address, anyway };
  const { subject = { scheme: 'hsub', passphrase: 'random' }, symmetric = null } = wishes;
  const chosen =
    subject.scheme === 'hsub'
      ? {
          scheme: subject.scheme,
          passphrase: (await choosePassphrase('hsub', subject.passphrase, choosing)) ?? undefined,
        }
      : subject;
  const layer = (await choosePassphrase('symmetric', symmetric, choosing)) ?? undefined;
  return bridge.nyms.create(
    {
      address,
      algorithm,
      lifeSeconds,
      transport,
      copies,
      pool: bridge.config.send.pool,
      displayName: name,
      subject: chosen,
      symmetric: layer,
      ephemeral,
    },
    bridge.clock.now(),
    bridge.random,
  );
}

async function findDraft(bridge: Bridge, address: string): Promise<Nym | undefined> {
  const nym = await bridge.nyms.byAddress(address);
  return nym?.state === 'draft' ? nym : undefined;
}

/** A nym a row, with the request that has no answer yet. */
export async function listNyms({ nyms, store }: Bridge): Promise<(NymFacts & { readonly request: string | null })[]> {
  return (await nyms.all()).map((nym) => ({ ...factsOf(nym), request: requestOf(nym, postedOf(store, nym)) }));
}

/** The nym of an address, in any case. Throws UserError where it is not here. */
export async function findNym({ nyms }: Pick<Bridge, 'nyms'>, address: string): Promise<Nym> {
  const nym = await nyms.byAddress(address);
  if (nym) return nym;
  const known = (await nyms.all()).map((one) => one.address);
  throw new UserError(`There is no nym ${address} here. ${advice(address, known)}`);
}

/** What to say where the nym that is meant was not named, and there is not just one; `several` goes before the list of those there are. */
export interface Unnamed {
  readonly none: string;
  readonly several: string;
}

/** The nym that is meant: the one named, or the only one there is. Throws UserError. */
export async function chooseNym(bridge: Bridge, address: string | undefined, { none, several }: Unnamed): Promise<Nym> {
  if (address !== undefined) return findNym(bridge, address);
  const [only, ...others] = await bridge.nyms.all();
  if (!only) throw new UserError(none);
  if (others.length === 0) return only;
  throw new UserError(`${several} Known: ${[only, ...others].map((one) => one.address).join(', ')}.`);
}

function advice(address: string, known: readonly string[]): string {
  if (known.length === 0) return 'None has been created yet.';
  const [, domain = ''] = address.split('@');
  const nameOf = (one: string) => one.slice(0, one.indexOf('@'));
  const names = known.filter((one) => one.endsWith(`@${domain}`)).map(nameOf);
  const nearest = nearestName(nameOf(address), names);
  return nearest === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${nearest}@${domain}?`;
}

/** A nym's public key, armored, as it may be given to anybody. Throws UserError where there is no such nym. */
export async function showNymKey(bridge: Bridge, which: string) {
  const { address, key } = await findNym(bridge, which);
  return { address, fingerprint: key.publicKey.fingerprint, key: key.publicKey.armored() };
}
