import type { Vouch } from './dial';
import { NetError } from './errors';
import { limits } from './limits';
import { examineProxy } from './proxy';

export interface TorProxy {
  readonly host: string;
  readonly port: number;
  /** A user name and password that nothing else has, for asking. */
  readonly signIn: () => { readonly user: string; readonly password: string };
  /** A clock in ms, of any beginning. */
  readonly now?: () => number;
}

/**
 * Makes sure that the proxy is Tor before anything goes through it: another program on its port would see where all of it goes, and
 * show from where. What was Tor a moment ago still is, unless a connection through it has failed since; what was not is asked again each time.
 */
export function openTorCheck({ host, port, signIn, now = () => performance.now() }: TorProxy): Vouch {
  let known = -Infinity;
  return {
    look: async (timeoutMs, signal) => {
      if (now() - known < limits.torTrustMs) return;
      const facts = await examineProxy({ host, port }, signIn(), timeoutMs, signal).catch(proxyTrouble({ host, port }));
      if (facts.speaks !== 'socks5') throw notTor(`What listens at ${host}:${port} does not speak SOCKS5`);
      // whether it keeps user names apart is looked at with each connection
      if (facts.takesUserNames && !facts.resolvesLikeTor)
        throw notTor(`The SOCKS5 proxy at ${host}:${port} is not Tor`);
      known = now();
    },
    doubt: () => {
      known = -Infinity;
    },
  };
}

function notTor(what: string): NetError {
  const advice = 'Set [tor] to Tor’s SocksPort; if you mean another proxy, say any_proxy = true there.';
  return new NetError('proxy-refused', 'later', `${what}, and nothing is sent through it. ${advice}`);
}

function proxyTrouble({ host, port }: { readonly host: string; readonly port: number }) {
  return (error: unknown): never => {
    if (error instanceof NetError && error.code === 'aborted') throw error;
    const message = `The SOCKS5 proxy at ${host}:${port} cannot be reached. Is Tor running?`;
    // without its cause, which would say that nothing listens where the far host is
    throw new NetError('proxy-down', 'later', message);
  };
}
