import { sameSecret } from '../base/secret';
import { Throttle } from '../base/throttle';
import { type Incoming, openIncoming } from '../incoming';
import { openOutgoing, openTransports, type Outgoing, type TransportSettings } from '../outgoing';
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
    authenticate: (address, password) => authenticate(bridge, address, password),
  });
  const incoming = openIncoming({
    ...shared,
    servers: config.news.map((server, i) => newsServer(server, i, route)),
    newsgroup: config.fetch.group,
    intervalMs: config.fetch.interval,
    filedCopy: outgoing.filedCopy,
    acknowledge: outgoing.acknowledge,
  });
  return { outgoing, incoming };
}

/** What is true of every host that is dialled; zod's optional settings are left out where they are not set. */
function remoteOf({ host, port, security, pin, user, password }: Remote) {
  return {
    host,
    port,
    security,
    ...(pin !== undefined && { pin }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
  };
}

type Remote = NewsServerConfig;

/** What a news server's mark is kept under. */
export function newsServerName({ host, port }: NewsServerConfig): string {
  return `${host}:${port}`;
}

function newsServer(server: NewsServerConfig, index: number, route: FindRoute) {
  return { name: newsServerName(server), ...remoteOf(server), route: route(`news ${index}`, server) };
}

function transportsOf(transports: Config['transport'], route: FindRoute): Record<string, TransportSettings> {
  return Object.fromEntries(
    Object.entries(transports).map(([name, one]) => [name, one.type === 'smtp' ? relay(name, one, route) : one]),
  );
}

function relay(name: string, settings: SmtpConfig, route: FindRoute): TransportSettings {
  const { sender } = settings;
  return {
    type: 'smtp',
    ...remoteOf(settings),
    ...(sender !== undefined && { sender }),
    route: (purpose) => route(`${name} ${purpose}`, settings),
  };
}

async function authenticate({ nyms }: Bridge, address: string, password: string): Promise<boolean> {
  const nym = await nyms.byAddress(address);
  return sameSecret(nym?.password ?? '', password) && nym !== undefined;
}
