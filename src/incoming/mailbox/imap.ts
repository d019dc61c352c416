import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { Throttle } from '../../base/throttle';
import { serveConnection } from '../../protocol/imap';
import type { Backend } from '../../protocol/imap';
import { limitCrowd } from './crowd';

export interface ImapParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Shared with whoever else looks at the same passwords. */
  readonly throttle: Throttle;
  /** Certificate and key for STARTTLS, PEM; without them it is not offered. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** The listeners are on this machine's own addresses alone. */
const hosts = ['localhost', '127.0.0.1', '[::1]'];

/** The IMAP server, without ports of its own. */
export interface Imap {
  /** Serves one mail client; `encrypted` says that TLS was there from the first byte. */
  readonly accept: (socket: Socket, encrypted: boolean) => void;
  /** A number that changes whenever a client says or is told something. */
  readonly traffic: () => number;
  /** Says goodbye to every client after the command in hand; resolves when all are gone. */
  stop(): Promise<void>;
}

/** Serves these mailboxes on sockets. */
export function openImap(backend: Backend, { clock, log, throttle, tls }: ImapParts): Imap {
  const closing = new AbortController();
  // every session listens to it: Node would take more than ten for a mistake, and say so on standard error
  setMaxListeners(0, closing.signal);
  const sessions = new Set<Promise<void>>();
  const sockets = new Set<Socket>();
  const starttls = tls === undefined ? {} : { tls: createSecureContext(tls) };
  const identity = { name: 'nymbridge' };
  const backendFor = limitCrowd(backend);
  const shared = { clock, log, throttle, identity, hosts, signal: closing.signal, ...starttls };
  return {
    accept: (socket, encrypted) => {
      // no `remote`: all clients are on this machine, and SMTP counts wrong passwords under the bare name as well
      const ended = new Promise<void>((resolve) => {
        socket.once('close', resolve);
      });
      sockets.add(socket);
      void ended.then(() => sockets.delete(socket));
      const session = serveConnection(socket, { ...shared, backend: backendFor(ended), encrypted });
      sessions.add(session);
      void session.finally(() => sessions.delete(session));
    },
    traffic: () => {
      let bytes = sockets.size;
      for (const { bytesRead, bytesWritten } of sockets) bytes += bytesRead + bytesWritten;
      return bytes;
    },
    stop: async () => {
      closing.abort();
      await Promise.all(sessions);
    },
  };
}
