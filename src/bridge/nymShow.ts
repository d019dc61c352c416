import { standingOf } from '../nym';
import { type OptionRow, optionRows } from './nymOptions';
import { findNym } from './nyms';
import { postedOf, wholeFactsOf } from './nymView';
import type { Bridge } from './open';

/**
 * One nym: facts, its settings as asked for, acted on and listed, what else the server lists, and everything that happened to it
 * with the evidence. Passphrases only where `secrets` asks for them. Throws UserError where it is not here.
 */
export async function showNym(
  bridge: Pick<Bridge, 'nyms' | 'store'>,
  address: string,
  { secrets = false }: { readonly secrets?: boolean } = {},
) {
  const nym = await findNym(bridge, address);
  const known = (await bridge.nyms.all()).map((one) => one.address);
  const row = bridge.store.nyms.byId(nym.id);
  if (!row) throw new Error('a nym went while it was looked at');
  const standing = standingOf(bridge.store, row);
  const settings = standing.settings ?? {};
  const options = optionRows(nym, standing, secrets);
  return {
    facts: wholeFactsOf(nym, known, postedOf(bridge.store, nym)),
    options,
    server: countsOf(settings),
    warnings: warningsOf(options, settings),
    events: bridge.nyms.events(nym.id).map(({ at, from, to, evidence }) => ({
      when: new Date(at).toISOString(),
      from,
      to,
      evidence,
    })),
  };
}

/** What is in the table of options already, or a secret. */
const shownElsewhere = new Set([
  'address',
  'fingerprint',
  'hsub',
  'subject',
  'symmetric',
  'acksend',
  'ephemeral',
  'ratchet',
]);

/** A server can list what it likes. */
const shownCharacters = 200;

/** The server's own notes on the nym: `created`, `sent`, `received`, `last_sent`... (nymserv.md §6). */
function countsOf(settings: Readonly<Record<string, string>>): Record<string, string> {
  const rest = Object.entries(settings).filter(([name]) => !shownElsewhere.has(name));
  return Object.fromEntries(rest.map(([name, value]) => [name, value.slice(0, shownCharacters)]));
}

function warningsOf(options: readonly OptionRow[], settings: Readonly<Record<string, string>>): string[] {
  const isOthers = options.some(({ option, mark }) => option === 'key' && mark === 'DIFFERS');
  const isBlocked = settings.block_sends?.toLowerCase() === 'true';
  return [
    ...(isOthers ? ['The server has this address under another key: it takes nothing that is signed here.'] : []),
    ...(isBlocked
      ? ['The server sends no mail of this nym any more (block_sends): only its operator can change that.']
      : []),
  ];
}
