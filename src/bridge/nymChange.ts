import { freshPassphrases, type Nym } from '../nym';
import { askStatus, deleteNym, forgetNym, recreateNym, rotateNym, setNym } from './life';
import { chooseAlgorithm, type KeyWords } from './nymKeys';
import { findNym } from './nyms';
import { postedOf, requestOf } from './nymView';
import { type ChangeWishes, chooseChanges } from './nymWishes';
import type { Bridge } from './open';

/** What became of a nym, and sentences for a person to read with it. */
export interface Outcome {
  readonly facts: Readonly<Record<string, string | null>>;
  readonly notes: readonly string[];
}

const sent =
  'The request goes out with the next "nymbridge run". Servers answer in hours; until then old and new hold.';

/** Changes settings: the server's by a request, the bridge's own at once. `anyway`: with weak passphrases too. Throws UserError for what cannot be. */
export async function changeNym(
  bridge: Bridge,
  address: string,
  wishes: ChangeWishes,
  anyway: boolean,
): Promise<Outcome> {
  const nym = await findNym(bridge, address);
  const { options, newLayer = false, ...own } = await chooseChanges(bridge, nym, wishes, anyway);
  await setNym(bridge, nym.address, { ...own, newLayer, ...(options && { options }) });
  const asked = [...Object.keys(options ?? {}), ...(newLayer ? ['ephemeral'] : [])];
  return outcome(bridge, nym, { 'asked of the server': asked.join(', ') || null, 'changed here': writeNames(own) }, [
    ...(asked.length > 0 ? [sent] : []),
    ...(newLayer ? [layerNote] : []),
    ...findingNotes(nym, options ?? {}),
    ...rotationNotes(nym, wishes, options ?? {}),
  ]);
}

const layerNote =
  'Letters wait until the server uses the new ephemeral layer. Those that are still on their way to it in the old one are lost: see that all are acknowledged.';

/** New passphrases now; with `every`, in ms, again so often, and with null never again, nor now. Throws UserError, with nothing changed, for what cannot be. */
export async function rotateNow(bridge: Bridge, address: string, every: number | null | undefined): Promise<Outcome> {
  const nym = await findNym(bridge, address);
  if (every === null) {
    await setNym(bridge, nym.address, { rotateMs: null });
    return outcome(bridge, nym, {}, ['Passphrases stay as they are until they are changed by hand.']);
  }
  const options = freshPassphrases(nym, bridge.random);
  const isOnce = every === undefined || Object.keys(options).length === 0;
  await (isOnce ? rotateNym(bridge, nym.address) : setNym(bridge, nym.address, { options, rotateMs: every }));
  return outcome(bridge, nym, {}, [sent]);
}

/** Asks the server to delete the nym; with `again` it is made anew as soon as the server has. */
export async function endNym(bridge: Bridge, address: string, again: KeyWords | undefined): Promise<Outcome> {
  const next = again && readKeyWords(again);
  const nym = await findNym(bridge, address);
  await deleteNym(bridge, nym.address, next ? { recreate: next } : {});
  return outcome(bridge, nym, {}, await afterEnd(bridge, nym));
}

/** Makes a nym again under the same name, with another key; what the server still has is deleted there first. */
export async function remakeNym(bridge: Bridge, address: string, key: KeyWords): Promise<Outcome> {
  const next = readKeyWords(key);
  const nym = await findNym(bridge, address);
  await recreateNym(bridge, nym.address, next);
  return outcome(bridge, nym, {}, await afterEnd(bridge, nym));
}

const goesOut = 'The request goes out with the next "nymbridge run".';

async function afterEnd(bridge: Bridge, { id, address, key }: Nym): Promise<string[]> {
  const now = await bridge.nyms.byId(id);
  const isSameKey = now?.key.publicKey.fingerprint === key.publicKey.fingerprint;
  switch (now?.state) {
    case 'deleted':
      return [`Nothing was sent. Keys and mail stay here until "nymbridge nym forget ${address}".`];
    case 'deleting':
      if (!now.wishesRecreation) return [goesOut, `Keys and mail stay here until "nymbridge nym forget ${address}".`];
      return [goesOut, 'When the server says that it is deleted, it is asked for again, with a new key.'];
    default:
      if (isSameKey)
        return [goesOut, 'It is asked for once more, with the key that it has: the server never spoke of it.'];
      return [goesOut, 'The key it had is kept: mail under way still opens.'];
  }
}

/** Removes everything of a nym from this machine. `force`: also while the server may still have it. */
export async function dropNym(bridge: Bridge, address: string, force: boolean): Promise<Outcome> {
  const nym = await findNym(bridge, address);
  await forgetNym(bridge, nym.address, { force });
  return { facts: { address: nym.address }, notes: ['Nothing of it is left here.'] };
}

/** Asks the server for its list of settings. */
export async function askServer(bridge: Bridge, address: string): Promise<Outcome> {
  const nym = await findNym(bridge, address);
  await askStatus(bridge, nym.address);
  return outcome(bridge, nym, {}, [goesOut, `The answer will be in "nymbridge nym show ${nym.address}".`]);
}

function readKeyWords({ algorithm, lifeSeconds }: KeyWords) {
  return { algorithm: chooseAlgorithm(algorithm), lifeSeconds };
}

async function outcome(bridge: Bridge, { id, address, state }: Nym, more: Outcome['facts'], notes: string[]) {
  const now = await bridge.nyms.byId(id);
  return {
    facts: {
      address,
      state: now?.state ?? state,
      ...more,
      request: now ? requestOf(now, postedOf(bridge.store, now)) : null,
    },
    notes,
  };
}

const ownNames: Readonly<Record<string, string>> = { displayName: 'name', rotateMs: 'rotate' };

function writeNames(changes: object): string | null {
  return (
    Object.keys(changes)
      .map((name) => ownNames[name] ?? name)
      .join(', ') || null
  );
}

/** Without hSub and subject nothing but the key tells which articles are the nym's (nymserv.md §3). */
function findingNotes(nym: Nym, asked: Nym['options']): string[] {
  const { hsub, subject } = { ...nym.options, ...nym.asked, ...asked };
  const isNews = 'hsub' in asked || 'subject' in asked;
  if (!isNews || typeof hsub === 'string' || typeof subject === 'string') return [];
  return ['Without hsub and subject every article has to be tried with the key: fetching takes longer.'];
}

/** `wished` undefined: the rotation stays as it is. */
function rotationNotes(
  nym: Nym,
  { hsub, rotateMs: wished = nym.rotateMs }: ChangeWishes,
  asked: Nym['options'],
): string[] {
  if (typeof wished !== 'number') return [];
  const after = { ...nym.options, ...nym.asked, ...asked };
  if (typeof after.hsub !== 'string' && typeof after.symmetric !== 'string')
    return ['There is nothing to rotate: neither hsub nor symmetric is set.'];
  const isTyped = typeof hsub === 'object' && hsub !== null;
  return isTyped ? ['The next rotation replaces this hsub by a random one. To keep it: rotate=off.'] : [];
}
