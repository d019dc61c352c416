import type { Nym } from '../nym';
import { chooseAlgorithm, type KeyWords } from './nymKeys';
import { findNym } from './nyms';
import type { Bridge } from './open';

// What a person must say yes to, before it is done; undefined where there is nothing to ask. Each throws UserError where the nym
// is not here, or what is wished for it cannot be.

/** Before endNym. */
export async function questionBeforeEnd(
  bridge: Bridge,
  address: string,
  again: KeyWords | undefined,
): Promise<string | undefined> {
  if (again) return questionBeforeRemake(bridge, address, again);
  const nym = await findNym(bridge, address);
  if (nym.state === 'deleted' || nym.state === 'deleting') return undefined;
  if (isOver(nym)) return `The server does not have ${nym.address}, or not for you. End it here?`;
  return `Delete ${nym.address} on its server? Mail to it is lost from then on, and anybody can take the name.`;
}

/** Before remakeNym. */
export async function questionBeforeRemake(
  bridge: Bridge,
  address: string,
  key: KeyWords,
): Promise<string | undefined> {
  chooseAlgorithm(key.algorithm);
  return beforeAgain(await findNym(bridge, address));
}

/** Before dropNym. */
export async function questionBeforeDrop(bridge: Bridge, address: string): Promise<string> {
  const nym = await findNym(bridge, address);
  const warning =
    isOver(nym) || nym.state === 'deleted' ? '' : ' The server may still have it, and nobody could delete it there.';
  return `Remove ${nym.address} from this machine for good, with its keys and all its mail?${warning}`;
}

function beforeAgain(nym: Nym): string | undefined {
  if (isOver(nym) || nym.state === 'deleted' || nym.state === 'deleting') return undefined;
  if (nym.state === 'lost' && nym.settings === undefined) return undefined;
  return `Delete ${nym.address} on its server, to make it again under a new key? Until then mail to it is lost, and anybody can take the name.`;
}

/** The server never heard of it, refused it, or takes its key no more. */
function isOver({ state }: Nym): boolean {
  return state === 'draft' || state === 'duplicate' || state === 'reserved' || state === 'expired';
}
