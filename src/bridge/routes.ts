import { type Random, randomPlainText } from '../base/random';
import { openTorCheck, type Route } from '../net';
import type { Config } from './config';

/** Gives the way to a host: through Tor, on a circuit of its own for each purpose, or directly where the configuration says so. */
export type FindRoute = (purpose: string, remote: { readonly allow_direct: boolean }) => Route;

/** Each packet for a remailer has a purpose of its own. Who is forgotten gets another circuit the next time, as after ten minutes from Tor itself. */
const mostNames = 1000;

/**
 * Each purpose (`news 1`, `nym 3`) gets a random user name and password: Tor keeps different names on different circuits, and a name
 * that told the purpose would tell the proxy. They last as long as the program runs, or until `circuits` gives another word.
 */
export function openRoutes(
  { host, port, any_proxy }: Config['tor'],
  random: Random,
  circuits: () => string = () => '',
): FindRoute {
  const signIn = () => ({ user: randomPlainText(random, 16), password: randomPlainText(random, 16) });
  const vouch = openTorCheck({ host, port, signIn });
  const names = new Map<string, ReturnType<typeof signIn>>();
  let current = circuits();
  return (purpose, remote) => {
    if (remote.allow_direct) return { via: 'direct' };
    const now = circuits();
    if (now !== current) {
      names.clear();
      vouch.doubt();
    }
    current = now;
    const name = names.get(purpose) ?? signIn();
    // the one used last is the last to be forgotten
    names.delete(purpose);
    names.set(purpose, name);
    const [oldest = purpose] = names.keys();
    if (names.size > mostNames) names.delete(oldest);
    return { via: 'socks5', host, port, ...name, ...(!any_proxy && { vouch }) };
  };
}
