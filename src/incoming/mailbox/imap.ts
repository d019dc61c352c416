import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { Throttle } from '../../base/throttle';
import { serveConnection } from '../../protocol/imap';
import type { Backend } from '../../protocol/imap';

export interface ImapParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Shared with whoever else looks at the same passwords. */
  readonly throttle: Throttle;
  /** Certificate and key for STARTTLS, PEM; without them it is not offered. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** The IMAP server, without ports of its own. */
export interface Imap {
  /** Serves one mail client; `encrypted` says that TLS was there from the first byte. */
  readonly accept: (socket: Socket, encrypted: boolean) => void;
  /** Says goodbye to every client after the command in hand; resolves when all are gone. */
  stop(): Promise<void>;
}

/** Serves these mailboxes on sockets. */
export function openImap(backend: Backend, { clock, log, throttle, tls }: ImapParts): Imap {
  const closing = new AbortController();
  const sessions = new Set<Promise<void>>();
  const starttls = tls === undefined ? {} : { tls: createSecureContext(tls) };
  const identity = { name: 'nymbridge' };
  const shared = { backend, clock, log, throttle, identity, signal: closing.signal, ...starttls };
  return {
    accept: (socket, encrypted) => {
      // no `remote`: all clients are on this machine, and SMTP counts wrong passwords under the bare name as well
      const session = serveConnection(socket, { ...shared, encrypted });
      sessions.add(session);
      void session.finally(() => sessions.delete(session));
    },
    stop: async () => {
      closing.abort();
      await Promise.all(sessions);
    },
  };
}
