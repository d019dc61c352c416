import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { codeOf } from '../base/errors';
import { NetError } from './errors';
import type { NetErrorCode } from './errors';
import { isOnion } from './sheltered';
import { connectSocks5 } from './socks5';

/** Knows whether a proxy is what it should be. */
export interface Vouch {
  /** Throws NetError where it is not: nothing may be sent through it then. */
  readonly look: (timeoutMs: number, signal?: AbortSignal) => Promise<void>;
  /** Has the next look ask anew, whatever the last one has shown. */
  readonly doubt: () => void;
}

/**
 * The way to a host. `user` and `password` go to the SOCKS5 proxy: Tor keeps different user names on different circuits, so
 * each purpose is given its own.
 */
export type Route =
  | { readonly via: 'direct' }
  | {
      readonly via: 'socks5';
      readonly host: string;
      readonly port: number;
      readonly user?: string;
      readonly password?: string;
      /** Makes sure of the proxy before anything is asked of it. */
      readonly vouch?: Vouch;
    };

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  readonly route: Route;
  /** For the whole way, proxy included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * A connected TCP socket to `host:port`, not flowing yet: nothing the far end says first is lost. Through SOCKS5 the host's
 * name goes to the proxy unresolved; only a direct route asks the system's resolver, and never for an onion. Never falls back from one route to
 * another. Throws NetError.
 */
export async function dial({ host, port, route, timeoutMs, signal }: DialOptions): Promise<Socket> {
  if (route.via === 'direct' && isOnion(host)) throw onionError(host);
  const left = startLimit(timeoutMs);
  const vouch = route.via === 'socks5' ? route.vouch : undefined;
  await vouch?.look(left(), signal);
  const hop = route.via === 'direct' ? { host, port } : route;
  const socket = connect({ host: hop.host, port: hop.port, noDelay: true });
  const clock = watch(socket, host, { timeoutMs, leftMs: left() }, signal);
  try {
    await connected(socket, host, route);
    if (route.via === 'socks5') await connectSocks5(socket, { ...signInOf(route), host, port }, left());
    return socket;
  } catch (error) {
    socket.destroy();
    vouch?.doubt();
    throw clock.reason() ?? error;
  } finally {
    clock.stop();
  }
}

function onionError(host: string): NetError {
  const message = `${host} can be reached through Tor only. Take "allow_direct" away from it in the configuration.`;
  return new NetError('unreachable', 'never', message);
}

function signInOf(route: { user?: string; password?: string }): { user?: string; password?: string } {
  return {
    ...(route.user !== undefined && { user: route.user }),
    ...(route.password !== undefined && { password: route.password }),
  };
}

/** Begins a time limit, and tells what is left of it: 1 ms at least, which every timer takes. */
export function startLimit(ms: number): () => number {
  const end = performance.now() + ms;
  return () => Math.max(1, Math.ceil(end - performance.now()));
}

/** Destroys the socket when time is up or the caller has changed its mind, and remembers which it was. */
function watch(
  socket: Socket,
  host: string,
  { timeoutMs, leftMs }: { readonly timeoutMs: number; readonly leftMs: number },
  signal: AbortSignal | undefined,
) {
  let reason: NetError | undefined;
  const stop = (error: NetError) => {
    reason ??= error;
    socket.destroy(error);
  };
  const timer = setTimeout(() => {
    const seconds = String(Math.ceil(timeoutMs / 1000));
    stop(new NetError('timeout', 'later', `${host} did not answer within ${seconds} seconds.`));
  }, leftMs);
  const abort = () => {
    stop(new NetError('aborted', 'later', `The connection to ${host} was given up.`));
  };
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    reason: () => reason,
    stop: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}

function connected(socket: Socket, host: string, route: Route): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      reject(route.via === 'direct' ? directError(host, error) : proxyError(route, error));
    };
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      resolve();
    });
    // an error without a listener would end the process; whoever uses the socket adds one of their own
    socket.on('error', () => undefined);
  });
}

const directReasons: Record<string, readonly [NetErrorCode, string]> = {
  ECONNREFUSED: ['refused', 'nothing listens on that port'],
  ENOTFOUND: ['no-such-host', 'there is no host of that name'],
  EAI_AGAIN: ['no-such-host', 'its name cannot be looked up just now'],
  ETIMEDOUT: ['timeout', 'it did not answer'],
  ECONNRESET: ['closed', 'it closed the connection'],
};

function directError(host: string, cause: Error): NetError {
  if (cause instanceof NetError) return cause;
  const [code, reason] = directReasons[codeOf(cause) ?? ''] ?? (['unreachable', 'it cannot be reached'] as const);
  return new NetError(code, 'later', `Cannot connect to ${host}: ${reason}.`, { cause });
}

function proxyError(proxy: { host: string; port: number }, cause: Error): NetError {
  if (cause instanceof NetError) return cause;
  const message = `The SOCKS5 proxy at ${proxy.host}:${String(proxy.port)} cannot be reached. Is Tor running?`;
  return new NetError('proxy-down', 'later', message, { cause });
}
