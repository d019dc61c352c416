import { isDomain } from '../base/address';
import { UserError } from '../base/errors';
import type { PublicKey } from '../protocol/openpgp';
import type { ServerId, ServerRow, Store } from '../store';

/** A key that somebody has looked at and agreed to. */
export interface AcceptedKey {
  readonly key: PublicKey;
  /** Where it came from, in words: `a file`, `https://...`. */
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Accepts a server's key for good. Throws UserError where the domain has one, or the key cannot be used. */
export function addServer(store: Store, domain: string, { key, source, at }: AcceptedKey): ServerId {
  if (!isDomain(domain)) throw new UserError(`"${domain}" is no domain name.`);
  refuseUseless(key, at);
  const known = store.servers.byDomain(domain);
  if (known?.fingerprint === key.fingerprint)
    throw new UserError(`There is a server for ${domain} already, with this very key.`);
  if (known)
    throw new UserError(
      `There is a server for ${domain} already, with another key: ${known.fingerprint}. See "nymbridge server replace --help".`,
    );
  const row = { domain, publicKey: key.binary(), fingerprint: key.fingerprint, addedAt: at };
  return store.servers.add({ ...row, expiresAt: key.expires?.getTime() }, source);
}

/** Takes a newer copy of the key that a server has. Throws UserError where it is another key. */
export function refreshServer(store: Store, domain: string, accepted: AcceptedKey): void {
  const row = mustKnow(store, domain);
  if (accepted.key.fingerprint !== row.fingerprint)
    throw new UserError(`This is another key than ${domain} has: ${accepted.key.fingerprint}.`);
  change(store, row, accepted, 'refreshed');
}

/**
 * Takes another key for a server. Letters that wait sealed for the old one are sealed anew. Throws UserError where the key of the
 * server is not `old`, or the new one cannot be used.
 */
export function replaceServer(store: Store, domain: string, old: string, accepted: AcceptedKey): void {
  const row = mustKnow(store, domain);
  if (row.fingerprint !== old) throw new UserError(`The key of ${domain} is not ${old}: it is ${row.fingerprint}.`);
  refuseUseless(accepted.key, accepted.at);
  store.transaction(() => {
    change(store, row, accepted, 'replaced');
    unseal(store, row.id, accepted.at);
  });
}

/** Throws UserError for a domain that is no known server's. */
export function mustKnow(store: Store, domain: string): ServerRow {
  const row = store.servers.byDomain(domain);
  if (row) return row;
  throw new UserError(`There is no nym server ${domain} here. Those known are shown by "nymbridge server list".`);
}

function change(store: Store, row: ServerRow, { key, source, at }: AcceptedKey, what: 'refreshed' | 'replaced'): void {
  const changed = { publicKey: key.binary(), expiresAt: key.expires?.getTime() };
  store.servers.changeKey(row.id, changed, { at, what, fingerprint: key.fingerprint, source });
}

/** What is not on its way yet must not go to a key that the server may have lost. */
function unseal(store: Store, id: ServerId, at: number): void {
  for (const nym of store.nyms.all()) if (nym.serverId === id) store.outbox.unseal(nym.id, at);
}

function refuseUseless({ canEncrypt, expires }: PublicKey, at: number): void {
  if (!canEncrypt) throw new UserError('Nothing can be encrypted to this key. Ask for the key of the server itself.');
  if (expires && expires.getTime() <= at) throw new UserError('This key has expired. Look for a newer one.');
}
