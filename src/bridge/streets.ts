import { isCombinedLogin } from '../base/combined';
import { Throttle } from '../base/throttle';
import { type Incoming, type NewsServer, openIncoming } from '../incoming';
import { openOutgoing, openTransports, type Outgoing, type TransportSettings } from '../outgoing';
import { authenticate, authenticateCombined } from '../store';
import type { Config, NewsServerConfig, SmtpConfig } from './config';
import type { Bridge } from './open';
import { type FindRoute, openRoutes } from './routes';
import { mustHaveCertificate } from './surroundings';

/** Both streets, joined to the store and to nothing else yet: nothing listens, nothing is dialled. */
export interface Streets {
  readonly outgoing: Outgoing;
  readonly incoming: Incoming;
}

export function openStreets(bridge: Bridge): Streets {
  const { config, store, nyms, clock, random, log } = bridge;
  const route = openRoutes(config.tor, random);
  const { certificate, key } = mustHaveCertificate(store);
  const shared = { store, nyms, clock, random, log, tls: { cert: certificate, key }, throttle: new Throttle(clock) };
  const outgoing = openOutgoing({
    ...shared,
    transports: openTransports(transportsOf(config.transport, route), random),
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
  return news.map((server, i) => ({ name: newsServerName(server), ...server, route: route(`news ${i}`, server) }));
}

/** The ways out as the street out takes them. */
export function transportsOf(transports: Config['transport'], route: FindRoute): Record<string, TransportSettings> {
  return Object.fromEntries(
    Object.entries(transports).map(([name, one]) => [name, one.type === 'smtp' ? relay(name, one, route) : one]),
  );
}

function relay(name: string, settings: SmtpConfig, route: FindRoute): TransportSettings {
  return { ...settings, route: (purpose) => route(`${name} ${purpose}`, settings) };
}
