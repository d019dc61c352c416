import { isCombinedLogin } from '../base/combined';
import { Throttle } from '../base/throttle';
import { type Incoming, type IncomingParts, type NewsServer, openIncoming } from '../incoming';
import { type Lent, openOutgoing, openPosts, openTransports, type Outgoing, type Transport } from '../outgoing';
import { authenticate, authenticateCombined, type Store } from '../store';
import type { Config, NewsServerConfig } from './config';
import type { Bridge } from './open';
import { circuitsOf } from './newnym';
import { noQueue, packetQueue } from './packets';
import { remailersOf } from './remailers';
import { type FindRoute, openRoutes } from './routes';
import { mustHaveCertificate } from './surroundings';

/** Both streets, joined to the store and to nothing else yet: nothing listens, nothing is dialled. */
export interface Streets {
  readonly outgoing: Outgoing;
  readonly incoming: Incoming;
}

/** `onRead` is told how a round gets on. */
export function openStreets(bridge: Bridge, { onRead }: Pick<IncomingParts, 'onRead'> = {}): Streets {
  const { config, store, nyms, clock, random, log } = bridge;
  const route = openRoutes(config.tor, random, () => circuitsOf(bridge));
  const { certificate, key } = mustHaveCertificate(store);
  const shared = { store, nyms, clock, random, log, tls: { cert: certificate, key }, throttle: new Throttle(clock) };
  const lend = lenderOf({ route, random, clock, store, remailers: remailersOf(bridge) });
  const outgoing = openOutgoing({
    ...shared,
    transports: openTransports(config.transport, lend),
    posts: openPosts(config.transport, lend),
    dailyLimit: config.send.daily_limit,
    authenticate: async (login, password) =>
      isCombinedLogin(login)
        ? authenticateCombined(store.settings, password)
        : authenticate(store.nyms, login, password) !== undefined,
  });
  const incoming = openIncoming({
    ...shared,
    servers: newsServersOf(config.news, route),
    newsgroup: config.fetch.group,
    intervalMs: config.fetch.interval,
    onlyMatching: config.fetch.only_matching,
    keep: { ageMs: config.spool.age, bytes: config.spool.size },
    onRead,
    storeLimit: config.store.limit,
    filedCopy: outgoing.filedCopy,
    acknowledge: outgoing.acknowledge,
  });
  return { outgoing, incoming };
}

/** What a news server's mark is kept under. */
export function newsServerName({ host, port }: NewsServerConfig): string {
  return `${host}:${port}`;
}

/** The news servers as the street in takes them, each with a way of its own. */
export function newsServersOf(news: Config['news'], route: FindRoute): NewsServer[] {
  return news.map((server, i) => ({
    name: newsServerName(server),
    ...server,
    route: () => route(`news ${i}`, server),
  }));
}

/** The ways out, each with circuits of its own. */
export function openWaysOut(ways: Config['transport'], shared: WayParts): Record<string, Transport> {
  return openTransports(ways, lenderOf(shared));
}

/** What ways out are lent, and the store's packets where it is open. */
export type WayParts = Omit<Lent, 'packets' | 'route'> & {
  readonly route: FindRoute;
  readonly store?: Store;
};

/** Gives what is lent to a way out by its name. */
export function lenderOf({ route, store, ...shared }: WayParts): (name: string) => Lent {
  return (name) => ({
    ...shared,
    route: (purpose, remote) => route(`${name} ${purpose}`, remote),
    packets: store ? packetQueue(store, shared.clock, name) : noQueue,
  });
}
