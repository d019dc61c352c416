import { type Incoming, openIncoming } from '../incoming';
import { openOutgoing, openTransports, type Outgoing } from '../outgoing';
import { sameSecret } from '../base/secret';
import { Throttle } from '../base/throttle';
import type { NewsServerConfig } from './config';
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
    transports: openTransports(transportsOf(bridge, route)),
    dailyLimit: config.send.daily_limit,
    authenticate: (address, password) => authenticate(bridge, address, password),
  });
  const incoming = openIncoming({
    ...shared,
    servers: config.news.map((server, i) => newsServer(server, i, route)),
    group: config.fetch.group,
    intervalMs: config.fetch.interval,
    filedCopy: outgoing.filedCopy,
    acknowledge: outgoing.acknowledge,
  });
  return { outgoing, incoming };
}

function newsServer(server: NewsServerConfig, index: number, route: FindRoute) {
  const { allow_direct: _, ...remote } = server;
  return { name: `${server.host}:${server.port}`, ...remote, route: route(`news ${index}`, server) };
}

async function authenticate({ nyms }: Bridge, address: string, password: string): Promise<boolean> {
  const nym = await nyms.byAddress(address);
  return sameSecret(nym?.password ?? '', password) && nym !== undefined;
}
