import { UserError } from '../../base/errors';
import {
  compareKeys,
  type KeyComparison,
  mustKnow,
  refreshServer as refresh,
  replaceServer as replace,
} from '../../nym';
import type { Bridge } from '../open';
import type { ServerKeyFacts } from './facts';
import { examine, type KeyConsent, refuseObjections } from './judge';

/** A key that is offered beside the one that a server has. */
export interface ComparedKeys extends KeyComparison {
  readonly here: ServerKeyFacts;
  readonly offered: ServerKeyFacts;
}

/** Compares an offered key with that of a known server. Changes nothing. Throws UserError for an unknown domain. */
export async function compareServerKey(bridge: Bridge, domain: string, bytes: Uint8Array): Promise<ComparedKeys> {
  const row = mustKnow(bridge.store, domain);
  const here = await examine(bridge, row.domain, row.publicKey);
  const offered = await examine(bridge, row.domain, bytes, row.fingerprint);
  return { ...compareKeys(here.key, offered.key), here: here.facts, offered: offered.facts };
}

/**
 * Takes a newer copy of the key that a server has. Gives what has changed; nothing where it is the same. Throws UserError for
 * another key, an older copy, and a copy that is objected to.
 */
export async function refreshServer(
  bridge: Bridge,
  domain: string,
  bytes: Uint8Array,
  { anyway = false, source = 'a file' }: KeyConsent = {},
): Promise<readonly string[]> {
  const { relation, changes, here, offered } = await compareServerKey(bridge, domain, bytes);
  if (relation === 'same') return [];
  if (relation === 'other') throw otherKey(domain, here, offered);
  if (relation === 'older')
    throw new UserError(`This copy of the key of ${domain} is older than the one here. Nothing was changed.`);
  if (here.objections.length === 0) refuseObjections(offered, anyway);
  const { key } = await examine(bridge, domain, bytes, here.fingerprint);
  refresh(bridge.store, domain, { key, source, at: bridge.clock.now() });
  return changes.length > 0 ? changes : ['Its owner has signed it again.'];
}

/**
 * Puts another key in the place of `old`, the fingerprint of the one that the server has. Throws UserError where `old` is not
 * that, where it is the same key, and where the new one cannot be used or is objected to.
 */
export async function replaceServer(
  bridge: Bridge,
  domain: string,
  bytes: Uint8Array,
  { old, anyway = false, source = 'a file' }: KeyConsent & { readonly old: string },
): Promise<void> {
  const { key, facts } = await examine(bridge, domain, bytes);
  if (key.fingerprint === mustKnow(bridge.store, domain).fingerprint)
    throw new UserError(`${domain} has this very key. For a newer copy of it: nymbridge server refresh ${domain}`);
  refuseObjections(facts, anyway);
  replace(bridge.store, domain, old, { key, source, at: bridge.clock.now() });
}

/** The loud refusal of a key that is not the one a server has. */
function otherKey(domain: string, here: ServerKeyFacts, offered: ServerKeyFacts): UserError {
  return new UserError(
    [
      `THIS IS ANOTHER KEY than the one that ${domain} has here.`,
      `Here     ${here.fingerprint}`,
      `Offered  ${offered.fingerprint}`,
      'Somebody may want to read what you send. If the server itself says, in a place you trust, that it has a new key,',
      `see "nymbridge server replace --help": nothing else takes another key.`,
    ].join('\n'),
  );
}
