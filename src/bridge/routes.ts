import { type Random, randomPlainText } from '../base/random';
import type { Route } from '../net';
import type { Config } from './config';

/** Gives the way to a host: through Tor, on a circuit of its own for each purpose, or directly where the configuration says so. */
export type FindRoute = (purpose: string, remote: { readonly allow_direct: boolean }) => Route;

/**
 * Each purpose (`news 1`, `nym 3`) gets a random user name and password for as long as the program runs: Tor keeps different
 * names on different circuits, and a name that told the purpose would tell the proxy.
 */
export function openRoutes(tor: Config['tor'], random: Random): FindRoute {
  const names = new Map<string, { user: string; password: string }>();
  return (purpose, remote) => {
    if (remote.allow_direct) return { via: 'direct' };
    const name = names.get(purpose) ?? { user: randomPlainText(random, 16), password: randomPlainText(random, 16) };
    names.set(purpose, name);
    return { via: 'socks5', host: tor.host, port: tor.port, ...name };
  };
}
