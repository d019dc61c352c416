import { UserError } from '../base/errors';
import type { Random } from '../base/random';
import { randomPlainText } from '../base/random';
import { type Selector, settledOptions } from '../protocol/nymserv';
import type { SecretKey } from '../protocol/openpgp';
import type { NymId, Store } from '../store';
import { isDisplayName } from './change';
import { checkWishes, refuseKnown } from './create';
import { settle } from './credentials';
import { keepLayers } from './layers';
import type { ForeignLayer } from './layers';
import { limits } from './limits';
import { makeMailboxes } from './mailboxes';
import { askSoon } from './pending';
import type { Listed } from './stored';
import { writeAsked, writeListed, writeSelector } from './stored';

/** A nym that was made by another program. */
export interface ForeignNym {
  /** Any case. Its domain must be a known server's. */
  readonly address: string;
  /** Of that address. */
  readonly key: SecretKey;
  /** Keys of its earlier lives. */
  readonly oldKeys?: readonly SecretKey[];
  readonly displayName: string;
  readonly transport: string;
  /** By what its articles are known; without any, by its key alone. */
  readonly selectors: readonly Selector[];
  /** Passphrases of its outer symmetric layer. */
  readonly symmetric: readonly string[];
  /** Whether its owner says that its server knows it; else letters wait until the server has said so. */
  readonly works: boolean;
  /** What the server last listed, where that is known. */
  readonly listed?: Listed | undefined;
  /** When its passphrases were last made, where that is known: they are changed so much later. */
  readonly rotatedAt?: number | undefined;
  /** Its ephemeral layers, latest first. */
  readonly layers?: readonly ForeignLayer[] | undefined;
}

/**
 * Takes a nym in, with mailboxes and a password, and has its server asked for the settings as soon as somebody looks: all in
 * one transaction, with `more` for what belongs to it. `now` is ms since 1970. Throws UserError where it is here already, or cannot be here.
 */
export function importNym(
  store: Store,
  foreign: ForeignNym,
  now: number,
  random: Random,
  more: (id: NymId) => void = () => undefined,
): NymId {
  const { address, server } = checkWishes(store, foreign);
  return store.transaction(() => {
    refuseKnown(store, address);
    const { key, displayName, transport, listed } = foreign;
    const id = store.nyms.add({
      address,
      serverId: server.id,
      displayName,
      state: 'draft',
      secretKey: key.binary(),
      password: randomPlainText(random, limits.passwordCharacters),
      options: writeListed(listed),
      asked: writeAsked({}),
      transport,
      createdAt: Math.min(now, key.publicKey.created.getTime()),
      expiresAt: key.publicKey.expires?.getTime(),
    });
    keepCredentials(store, id, foreign, now);
    makeMailboxes(store, id, now);
    begin(store, id, foreign, now);
    more(id);
    return id;
  });
}

function keepCredentials(store: Store, id: NymId, foreign: ForeignNym, now: number): void {
  const { selectors, symmetric, oldKeys = [], layers = [], listed, rotatedAt } = foreign;
  const found: readonly Selector[] = selectors.length === 0 ? [{ scheme: 'trial' }] : selectors;
  for (const selector of found) store.nyms.selectors.put(id, writeSelector(selector), 'current', now);
  for (const passphrase of symmetric) store.nyms.passphrases.put(id, passphrase, 'current', now);
  // what the server has replaced still opens what is late, but is not in force again
  if (listed) settle(store, id, settledOptions(listed.settings), undefined, now);
  for (const key of oldKeys) {
    const { fingerprint } = key.publicKey;
    store.nyms.life.retireKey(id, { secretKey: key.binary(), fingerprint, retiredAt: now });
  }
  if (rotatedAt !== undefined) store.nyms.change(id, { rotatedAt });
  keepLayers(store, id, layers, now);
}

/** Throws UserError for an address that no nym can have here, or that one has. */
export function checkForeign(store: Store, address: string): void {
  checkWishes(store, { address });
}

function begin(store: Store, id: NymId, { works }: ForeignNym, now: number): void {
  store.nyms.move(id, { from: 'draft', to: works ? 'active' : 'requested', at: now, evidence: 'import' });
  askSoon(store, id, 'config', now);
}

/** The name in a user id, without its comment, where it can stand in a From; else none. */
export function nameIn(userId: string | undefined): string {
  const name = (userId ?? '').split('<', 1)[0]?.split(' (', 1)[0]?.trim() ?? '';
  return isDisplayName(name) ? name : '';
}

/** Throws UserError unless each can be a subject's secret: not empty, one line. */
export function checkSelectors(selectors: readonly Selector[]): void {
  for (const selector of selectors)
    for (const [name, value] of Object.entries(selector))
      if (name !== 'scheme' && (value.trim() === '' || value.length > limits.secretCharacters || /\p{Cc}/u.test(value)))
        throw new UserError(
          `A subject's secret is one line of 1 to ${limits.secretCharacters} characters; one given here is not.`,
        );
}
