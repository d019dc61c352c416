import { addServer as accept, mustKnow } from '../nym';
import type { ServerKeyFacts } from './keys/facts';
import { examine, type KeyConsent, refuseObjections } from './keys/judge';
import type { Bridge } from './open';

/**
 * Trusts a key as that of the nym server at `domain`, for good; the same key again changes nothing. Gives whether it was new.
 * Throws UserError where it cannot be used, is objected to, or the domain has another one.
 */
export async function addServer(
  bridge: Bridge,
  domain: string,
  bytes: Uint8Array,
  { anyway = false, source = 'a file' }: KeyConsent = {},
): Promise<boolean> {
  const { key, facts } = await examine(bridge, domain, bytes);
  refuseObjections(facts, anyway);
  if (bridge.store.servers.byDomain(domain)?.fingerprint === key.fingerprint) return false;
  accept(bridge.store, domain, { key, source, at: bridge.clock.now() });
  return true;
}

/** A known server in a list. Dates are ISO 8601. */
export interface ServerLine {
  readonly domain: string;
  readonly fingerprint: string;
  readonly algorithm: string;
  readonly expires: string | undefined;
  /** How many nyms are on it. */
  readonly nyms: number;
}

export async function listServers({ nyms, store }: Bridge): Promise<ServerLine[]> {
  const servers = await nyms.servers();
  const rows = store.nyms.all();
  return servers.map(({ id, domain, key }) => ({
    domain,
    fingerprint: key.fingerprint,
    algorithm: key.algorithm,
    expires: key.expires?.toISOString().slice(0, 10),
    nyms: rows.filter(({ serverId }) => serverId === id).length,
  }));
}

/** A known server whole: its key as it is judged now, and what happened to it. */
export interface ShownServer {
  readonly domain: string;
  readonly key: ServerKeyFacts;
  /** Their addresses. */
  readonly nyms: readonly string[];
  /** Oldest first; `at` is ISO 8601. */
  readonly events: readonly {
    readonly at: string;
    readonly what: string;
    readonly fingerprint: string;
    readonly source: string;
  }[];
}

/** Throws UserError for a domain that is no known server's. */
export async function showServer(bridge: Bridge, domain: string): Promise<ShownServer> {
  const row = mustKnow(bridge.store, domain);
  const { facts } = await examine(bridge, row.domain, row.publicKey);
  const nyms = bridge.store.nyms.all().filter(({ serverId }) => serverId === row.id);
  const events = bridge.store.servers.events(row.id);
  return {
    domain: row.domain,
    key: facts,
    nyms: nyms.map(({ address }) => address),
    events: events.map((event) => ({ ...event, at: new Date(event.at).toISOString() })),
  };
}
