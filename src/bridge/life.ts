import { UserError } from '../base/errors';
import { checkChanges, described, freshPassphrases, type NextKey, type Nym, type OwnChanges } from '../nym';
import { findNym } from './nyms';
import type { Bridge } from './open';
import { openStreets } from './streets';

// What a nym's owner can do with it after its creation. Requests go out with the outbox; what becomes of them is in the nym's state.

/** Where a nym has got to. */
export interface LifeFacts {
  readonly address: string;
  readonly state: Nym['state'];
}

/** What is to be different: the options are the server's to grant, the rest is ours. */
export interface NymChanges extends OwnChanges {
  readonly options?: Nym['options'];
  /** Whether another ephemeral layer is to be asked for. */
  readonly newLayer?: boolean;
}

/** What is ours changes at once; for the rest a request goes into the outbox. Throws UserError, with nothing changed, for what cannot be. */
export async function setNym(bridge: Bridge, address: string, changes: NymChanges): Promise<LifeFacts> {
  const nym = await lookUp(bridge, address);
  const { options = {}, newLayer = false, ...own } = changes;
  checkChanges(own);
  const also = () => {
    bridge.nyms.change(nym.id, own);
  };
  if (Object.keys(options).length === 0 && !newLayer) also();
  else {
    mustBeThere(nym);
    await streetOut(bridge).config({ ...nym, ...wayOf(nym, own) }, { ...options, newLayer }, { also });
  }
  return factsNow(bridge, nym);
}

/** A new hSub, and a new symmetric passphrase where one is set. Throws UserError where there is neither. */
export async function rotateNym(bridge: Bridge, address: string): Promise<LifeFacts> {
  const nym = await lookUp(bridge, address);
  mustBeThere(nym);
  const options = freshPassphrases(nym, bridge.random);
  if (Object.keys(options).length === 0)
    throw new UserError(`${nym.address} has neither hsub nor symmetric: there is no passphrase to replace.`);
  await streetOut(bridge).config(nym, options);
  return factsNow(bridge, nym);
}

/**
 * Asks the server to delete the nym. Its key is kept until `forgetNym`, for the answer and for mail under way. What the server
 * does not have, or not for us, just ends. With `recreate` it begins anew once the server has deleted it: see recreateNym.
 */
export async function deleteNym(
  bridge: Bridge,
  address: string,
  { recreate }: { readonly recreate?: NextKey } = {},
): Promise<LifeFacts> {
  if (recreate) return recreateNym(bridge, address, recreate);
  const nym = await lookUp(bridge, address);
  if (nym.state === 'deleting' && nym.wishesRecreation) bridge.nyms.wishRecreation(nym.id, undefined);
  else if (nym.state === 'deleting' || nym.state === 'deleted') throw new UserError(already(nym));
  else if (isOnlyHere(bridge, nym)) endHere(bridge, nym);
  else await askDeletion(bridge, nym, undefined);
  return factsNow(bridge, nym);
}

/**
 * The same address and account under a new key. What the server has is deleted first, and made anew when it says so; what it has
 * no more is made anew at once. Throws UserError where there is nothing to make again.
 */
export async function recreateNym(bridge: Bridge, address: string, next: NextKey): Promise<LifeFacts> {
  const nym = await lookUp(bridge, address);
  switch (nym.state) {
    case 'draft':
      throw new UserError(`${nym.address} was never asked for. Do that with "nymbridge nym create ${nym.address}".`);
    case 'deleting':
      bridge.nyms.wishRecreation(nym.id, next);
      break;
    case 'deleted':
    case 'expired':
      await beginAnew(bridge, nym, next);
      break;
    case 'duplicate':
    case 'reserved':
      // the name may be free by now, and the server has thrown the key away
      await streetOut(bridge).create(nym);
      break;
    case 'lost':
      if (nym.settings === undefined) await streetOut(bridge).create(nym);
      else await askDeletion(bridge, nym, next);
      break;
    case 'requested':
    case 'active':
    case 'changing':
      await askDeletion(bridge, nym, next);
  }
  return factsNow(bridge, nym);
}

/** Removes everything of a nym from this machine, for good. Throws UserError where the server may still have it, unless `force`. */
export async function forgetNym(
  bridge: Bridge,
  address: string,
  { force = false }: { readonly force?: boolean } = {},
): Promise<void> {
  const nym = await lookUp(bridge, address);
  bridge.nyms.forget(nym.id, force);
}

/** Asks the server for the nym's settings. */
export async function askStatus(bridge: Bridge, address: string): Promise<LifeFacts> {
  const nym = await lookUp(bridge, address);
  const answers: readonly Nym['state'][] = ['requested', 'active', 'changing', 'deleting', 'lost'];
  if (!answers.includes(nym.state))
    throw new UserError(`${nym.address} is ${described[nym.state]}: nobody would answer.`);
  await streetOut(bridge).config(nym, {});
  return factsNow(bridge, nym);
}

/** As it is at this moment: a key that has ended since anybody looked makes the nym expired. */
async function lookUp(bridge: Bridge, address: string): Promise<Nym> {
  bridge.nyms.tidy(bridge.clock.now());
  return findNym(bridge, address);
}

async function factsNow(bridge: Bridge, nym: Nym): Promise<LifeFacts> {
  const { address, state } = (await bridge.nyms.byId(nym.id)) ?? nym;
  return { address, state };
}

function streetOut(bridge: Bridge) {
  return openStreets(bridge).outgoing;
}

/** The request that goes with a change goes the new way already. */
function wayOf(nym: Nym, { transport = nym.transport, copies = nym.copies }: OwnChanges) {
  return { transport, copies };
}

/** A change can overtake the creation, and is then dropped in silence (nymserv.md §1). */
function mustBeThere({ address, state }: Nym): void {
  if (state === 'active' || state === 'changing' || state === 'lost') return;
  const advice = state === 'requested' || state === 'draft' ? ' Wait for its answer.' : '';
  throw new UserError(`${address} is ${described[state]}: its settings cannot be changed.${advice}`);
}

function already({ address, state }: Nym): string {
  if (state === 'deleted') return `${address} is deleted already. Remove it from here with "nymbridge nym forget".`;
  return `${address} is being deleted already: "nymbridge nym show ${address}" says how far that is.`;
}

async function askDeletion(bridge: Bridge, nym: Nym, next: NextKey | undefined): Promise<void> {
  const also = () => {
    bridge.nyms.wishRecreation(nym.id, next);
  };
  await streetOut(bridge).config(nym, { delete: true }, { also });
}

async function beginAnew(bridge: Bridge, { id }: Nym, next: NextKey): Promise<void> {
  bridge.nyms.wishRecreation(id, next);
  const outgoing = streetOut(bridge);
  await bridge.nyms.recreate(id, bridge.clock.now(), bridge.random, () => {
    outgoing.beginAnew(id);
  });
  const nym = await bridge.nyms.byId(id);
  if (nym) await outgoing.create(nym);
}

/** Whether the server has nothing of it that a request could delete: it never heard of it, refused it, or takes its key no more. */
function isOnlyHere({ store }: Bridge, { id, state }: Nym): boolean {
  if (state === 'draft' || state === 'duplicate' || state === 'reserved' || state === 'expired') return true;
  const asked = store.outbox.list().filter(({ nymId, kind }) => nymId === id && kind === 'create');
  return state === 'requested' && asked.every((row) => row.attempts === 0);
}

function endHere(bridge: Bridge, { id }: Nym): void {
  bridge.store.transaction(() => {
    streetOut(bridge).withdraw(id);
    bridge.nyms.wishRecreation(id, undefined);
    bridge.nyms.move(id, 'deleted', { at: bridge.clock.now(), evidence: 'user' });
  });
}
