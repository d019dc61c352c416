import { isDomain } from '../base/address';
import { unreachable, UserError } from '../base/errors';
import type { Random } from '../base/random';
import { randomPlainText } from '../base/random';
import { checkNymName, checkOptions, NymservError } from '../protocol/nymserv';
import type { Options } from '../protocol/nymserv';
import type { KeyAlgorithm, SecretKey } from '../protocol/openpgp';
import type { NymId, ServerRow, Store } from '../store';
import { change, checkChanges } from './change';
import { expect } from './credentials';
import { makeNymKey } from './keys';
import { makeLayer } from './layers';
import { limits } from './limits';
import { makeMailboxes } from './mailboxes';
import type { Pool } from './nym';
import { makePassphrase } from './passphrase';
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
  /** How its mail is to be recognised (nymserv.md §5): by an hSub with a passphrase made here, unless told otherwise. */
  readonly subject?: SubjectWish;
  /** Passphrase of an outer symmetric layer; none unless given. */
  readonly symmetric?: string | undefined;
  /** Whether its server is to put an ephemeral layer around everything (ephemeral.md); only some servers can. */
  readonly ephemeral?: boolean | undefined;
  /** Of each request that creates or changes the nym; 1 unless told otherwise. */
  readonly copies?: number | undefined;
  /** How long its letters may wait before they go; not at all unless told otherwise. */
  readonly pool?: Pool | undefined;
  /** A key pair to use instead of a new one: one user id, `address`. */
  readonly key?: SecretKey;
}

export type SubjectWish =
  | { readonly scheme: 'hsub'; /** Made here where it is left out. */ readonly passphrase?: string | undefined }
  | { readonly scheme: 'plain'; readonly text: string }
  /** Random for every article: only trying the key finds the mail. */
  | { readonly scheme: 'none' };

/**
 * Makes a nym here: key pair, hSub passphrase, password, mailboxes, in state `draft`. Nothing is sent. `now` is ms since
 * 1970. Throws UserError for an address the server would misread, an unknown server, or an address that is here already.
 */
export async function createNym(store: Store, wishes: NymWishes, now: number, random: Random): Promise<NymId> {
  const { address, server } = checkWishes(store, wishes);
  const layer = wishes.ephemeral === true ? makeLayer(random) : undefined;
  const asked = { ...optionsFor(wishes, random), ...layer?.options };
  const key = wishes.key ?? (await makeNymKey({ ...wishes, address }, now));
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
    change(store, id, { copies: wishes.copies, pool: wishes.pool });
    expect(store, id, {}, asked, now);
    if (layer) store.layers.add(id, layer.state, now);
    makeMailboxes(store, id, now);
    return id;
  });
}

/** The options of the creation. Throws UserError for a text that the server would not take as it is. */
function optionsFor({ subject = { scheme: 'hsub' }, symmetric }: NymWishes, random: Random): Options {
  return checked({ ...subjectOption(subject, random), ...(symmetric !== undefined && { symmetric }) });
}

function subjectOption(subject: SubjectWish, random: Random): Options {
  switch (subject.scheme) {
    case 'hsub':
      return { hsub: subject.passphrase ?? makePassphrase(random) };
    case 'plain':
      return { subject: subject.text };
    case 'none':
      return {};
    default:
      return unreachable(subject);
  }
}

/** Gives its argument back. */
function checked(options: Options): Options {
  try {
    return checkOptions(options);
  } catch (error) {
    if (!(error instanceof NymservError)) throw error;
    throw new UserError(error.message, { cause: error });
  }
}

/** The address in lower case, and its server. Throws UserError for an address that no nym can have here. */
export function checkWishes(
  store: Store,
  wishes: Pick<NymWishes, 'address' | 'displayName' | 'copies' | 'pool'>,
): { address: string; server: ServerRow } {
  const { local, domain } = splitAddress(wishes.address.trim());
  checkName(local.toLowerCase(), domain);
  const address = `${local}@${domain}`.toLowerCase();
  const server =
    store.servers.byDomain(domain) ??
    refuse(`There is no nym server ${domain} yet. Add it with "nymbridge server add ${domain} --key FILE".`);
  refuseKnown(store, address);
  checkChanges(wishes);
  return { address, server };
}

/** Of the name before the @ there is more to say than that it is none. */
function splitAddress(text: string): { local: string; domain: string } {
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1);
  if (at > 0 && isDomain(domain)) return { local: text.slice(0, at), domain };
  return refuse(`"${text}" is no mail address: give NAME@DOMAIN, with the domain of the nym server.`);
}

function checkName(local: string, domain: string): void {
  try {
    checkNymName(local);
  } catch (error) {
    if (!(error instanceof NymservError)) throw error;
    throw new UserError(`Cannot create ${local}@${domain}: ${error.message}`, { cause: error });
  }
}

/** Throws UserError. */
export function refuseKnown(store: Store, address: string): void {
  if (store.nyms.byAddress(address)) refuse(`The nym ${address} is here already: see "nymbridge nym show ${address}".`);
}

function refuse(why: string): never {
  throw new UserError(why);
}
