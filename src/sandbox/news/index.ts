// A small news server on loopback (RFC 3977, STARTTLS of RFC 4642, AUTHINFO of RFC 4643) with its articles in memory, and with faults on demand.
import type { Duplex } from 'node:stream';
import { TLSSocket, type TlsOptions } from 'node:tls';
import type { Clock } from '../../base/clock';
import { type Log, silentLog } from '../../base/log';
import type { Random } from '../../base/random';
import { messageOf } from '../../base/errors';
import { listen } from '../../net';
import { type Faults, openFaults } from './faults';
import { serveSession, type Shop } from './session';
import { openSpool, type Spool } from './spool';

export type { Fault, FaultAct, Faults } from './faults';
export type { NewsGroup, Spool, StoredArticle, Taken } from './spool';

export interface NewsOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Only alt.anonymous.messages when left out. */
  readonly groups?: readonly string[];
  /** Passwords by user name; without any, nobody has to log in. */
  readonly users?: Readonly<Record<string, string>>;
  /** Key and certificate: offers STARTTLS. */
  readonly tls?: TlsOptions;
  /** 0, a free one, when left out. */
  readonly port?: number;
  readonly log?: Log;
}

/** A running news server. */
export interface News {
  readonly host: string;
  readonly port: number;
  readonly spool: Spool;
  readonly faults: Faults;
  /** Ends all connections. */
  stop(): Promise<void>;
}

/** Starts a news server on 127.0.0.1. Throws UserError where the port cannot be had. */
export async function startNews(options: NewsOptions): Promise<News> {
  const { clock, log = silentLog, groups = ['alt.anonymous.messages'] } = options;
  const shop: Shop = {
    spool: openSpool(groups, options),
    faults: openFaults(),
    users: new Map(Object.entries(options.users ?? {})),
    encrypt: options.tls && encryptWith(options.tls),
    now: () => new Date(clock.now()),
  };
  const open = new Map<Duplex, Promise<void>>();
  const onSocket = (socket: Duplex): void => {
    const served = serveSession(socket, shop).catch((error: unknown) => {
      log.error('news session failed', { error: messageOf(error) });
    });
    open.set(
      socket,
      served.finally(() => open.delete(socket)),
    );
  };
  const host = '127.0.0.1';
  const listener = await listen({ purpose: 'NNTP', port: options.port ?? 0, addresses: [host], onSocket });
  return {
    host,
    port: listener.port,
    spool: shop.spool,
    faults: shop.faults,
    stop: async () => {
      listener.close();
      for (const socket of open.keys()) socket.destroy();
      await Promise.all(open.values());
    },
  };
}

function encryptWith(tls: TlsOptions): (stream: Duplex) => Duplex {
  return (stream) => new TLSSocket(stream, { ...tls, isServer: true });
}
