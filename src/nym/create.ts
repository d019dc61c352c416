import { isDomain, readAddress } from '../base/address';
import { UserError } from '../base/errors';
import type { Random } from '../base/random';
import { randomPlainText } from '../base/random';
import { checkNymName, NymservError } from '../protocol/nymserv';
import type { KeyAlgorithm, PublicKey, SecretKey } from '../protocol/openpgp';
import { generateKey } from '../protocol/openpgp';
import type { NymId, ServerId, ServerRow, Store } from '../store';
import { expect } from './credentials';
import { limits } from './limits';
import { makeMailboxes } from './mailboxes';
import { writeAsked, writeListed } from './stored';

export interface NymWishes {
  /** Any case; kept in lower case. Its domain must be a known server's. */
  readonly address: string;
  readonly displayName?: string | undefined;
  /** RSA 4096 unless told otherwise; `ecc` only where the server is known to be new (nymserv.md §8). */
  readonly algorithm?: KeyAlgorithm;
  /** Two years unless told otherwise: no server prolongs a key (nymserv.md §2). */
  readonly lifeSeconds?: number;
  readonly transport: string;
  /** A key pair to use instead of a new one: one user id, `address`. */
  readonly key?: SecretKey;
}

/**
 * Makes a nym here: key pair, hSub passphrase, password, mailboxes, in state `draft`. Nothing is sent. `now` is ms since
 * 1970. Throws UserError for an address the server would misread, an unknown server, or an address that is here already.
 */
export async function createNym(store: Store, wishes: NymWishes, now: number, random: Random): Promise<NymId> {
  const { address, server } = checkWishes(store, wishes);
  const key = wishes.key ?? (await makeKey(address, wishes, now));
  const asked = { hsub: randomPlainText(random, limits.hsubCharacters) };
  return store.transaction(() => {
    refuseKnown(store, address);
    const id = store.nyms.add({
      address,
      serverId: server.id,
      displayName: wishes.displayName ?? '',
      state: 'draft',
      secretKey: key.binary(),
      password: randomPlainText(random, limits.passwordCharacters),
      options: writeListed(undefined),
      asked: writeAsked(asked),
      transport: wishes.transport,
      createdAt: now,
      expiresAt: key.publicKey.expires?.getTime(),
    });
    expect(store, id, {}, asked, now);
    makeMailboxes(store, id, now);
    return id;
  });
}

/** Accepts a server's key for good. Throws UserError where the domain has one, or the key cannot be used. */
export function addServer(store: Store, domain: string, key: PublicKey, now: number): ServerId {
  if (!isDomain(domain)) throw new UserError(`"${domain}" is no domain name.`);
  if (!key.canEncrypt)
    throw new UserError('Nothing can be encrypted to this key. Ask for the key of the server itself.');
  if (key.expires && key.expires.getTime() <= now) throw new UserError('This key has expired. Look for a newer one.');
  if (store.servers.byDomain(domain))
    throw new UserError(
      `There is a server for ${domain} already. Its key cannot be replaced under the nyms that use it.`,
    );
  return store.servers.add({ domain, publicKey: key.binary(), fingerprint: key.fingerprint, addedAt: now });
}

function checkWishes(store: Store, wishes: NymWishes): { address: string; server: ServerRow } {
  const { local, domain } = readAddress(wishes.address.trim()) ?? refuse(`"${wishes.address}" is no mail address.`);
  checkName(local.toLowerCase(), domain);
  const address = `${local}@${domain}`.toLowerCase();
  const server =
    store.servers.byDomain(domain) ??
    refuse(`There is no nym server ${domain} yet. Add it with "nymbridge server add ${domain} --key FILE".`);
  refuseKnown(store, address);
  const name = wishes.displayName ?? '';
  if (name.length > limits.displayNameCharacters || /[\p{Cc}<>]/u.test(name))
    refuse(`A display name is one line of at most ${limits.displayNameCharacters} characters without < and >.`);
  return { address, server };
}

function checkName(local: string, domain: string): void {
  try {
    checkNymName(local);
  } catch (error) {
    if (!(error instanceof NymservError)) throw error;
    throw new UserError(`Cannot create ${local}@${domain}: ${error.message}`, { cause: error });
  }
}

function refuseKnown(store: Store, address: string): void {
  if (store.nyms.byAddress(address)) refuse(`The nym ${address} is here already: see "nymbridge nym show ${address}".`);
}

function makeKey(address: string, wishes: NymWishes, now: number): Promise<SecretKey> {
  return generateKey({
    ...(wishes.displayName ? { name: wishes.displayName } : {}),
    email: address,
    algorithm: wishes.algorithm ?? 'rsa4096',
    created: new Date(now),
    expiresAfterSeconds: wishes.lifeSeconds ?? limits.lifeSeconds,
  });
}

function refuse(why: string): never {
  throw new UserError(why);
}
