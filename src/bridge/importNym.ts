import { checkForeign, type ForeignNym, nameIn, type Nym, type Selector } from '../nym';
import { gatherNym } from './elsewhere/gather';
import type { AskPassphrase, Gathered, ImportWishes } from './elsewhere/gathered';
import { notesOf } from './elsewhere/notes';
import { findNym } from './nyms';
import type { Bridge } from './open';
import { chooseTransport } from './transports';

export type { AskPassphrase, ImportWishes } from './elsewhere/gathered';

/** A nym that was taken in. */
export interface ImportFacts {
  readonly address: string;
  readonly state: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly algorithm: string;
  /** YYYY-MM-DD, or `never`. */
  readonly expires: string;
  readonly 'known by': string;
  readonly 'symmetric layer': boolean;
  readonly 'ephemeral layer': boolean;
  /** Mail that was put into INBOX, and articles that are opened with the next round. */
  readonly mails: number;
  readonly articles: number;
}

/**
 * Takes in a nym that another program made: key, subjects, passphrases, mail, with an account here; its server is asked for the
 * settings. All of it or nothing. Gives what there is now, and sentences about what it means and what comes next. Throws
 * UserError with what is wrong and what would be right; nothing is changed then.
 */
export async function importNym(
  bridge: Bridge,
  wishes: ImportWishes,
  ask: AskPassphrase,
): Promise<{ facts: ImportFacts; notes: string[] }> {
  const { store, nyms, clock, random } = bridge;
  checkForeign(store, wishes.address);
  const transport = chooseTransport(bridge, wishes.transport);
  const gathered = await gatherNym(bridge, wishes, ask);
  const foreign = foreignOf(wishes, gathered, transport);
  nyms.takeIn(foreign, clock.now(), random, (id) => {
    nyms.change(id, { pool: bridge.config.send.pool, ...gathered.habits });
    for (const contact of gathered.contacts ?? []) store.contacts.add({ ...contact, nymId: id });
    gathered.keepMail(id);
  });
  nyms.tidy(clock.now());
  const nym = await findNym(bridge, wishes.address);
  return { facts: factsOf(nym, foreign, gathered), notes: notesOf(bridge, nym, wishes, gathered) };
}

function foreignOf({ address, name, works }: ImportWishes, gathered: Gathered, transport: string): ForeignNym {
  const { key, displayName } = gathered;
  return {
    ...gathered,
    address,
    transport,
    works: works || gathered.works === true,
    displayName: name ?? displayName ?? nameIn(key.publicKey.userIds[0]),
  };
}

function factsOf(
  { address, state, displayName, key, layers }: Nym,
  foreign: ForeignNym,
  gathered: Gathered,
): ImportFacts {
  const { fingerprint, algorithm, expires } = key.publicKey;
  return {
    address,
    state,
    name: displayName,
    fingerprint,
    algorithm,
    expires: expires?.toISOString().slice(0, 10) ?? 'never',
    'known by': knownBy(foreign.selectors),
    'symmetric layer': foreign.symmetric.length > 0,
    'ephemeral layer': layers.length > 0,
    mails: gathered.mails,
    articles: gathered.articles,
  };
}

const schemes: readonly (readonly [Selector['scheme'], string, string])[] = [
  ['hsub', 'hSub', 'hSubs'],
  ['plain', 'plain subject', 'plain subjects'],
  ['esub', 'eSub', 'eSubs'],
];

/** How many of which kind: what they are is secret. */
function knownBy(selectors: readonly Selector[]): string {
  const counts = schemes.flatMap(([scheme, one, many]) => {
    const count = selectors.filter((selector) => selector.scheme === scheme).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return counts.length === 0 ? 'its key alone' : counts.join(', ');
}
