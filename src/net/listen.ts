import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import { UserError, codeOf } from '../base/errors';
import { limits } from './limits';
import { portOwner } from './portOwner';

export interface ListenOptions {
  /** What the port is for, for the sentence when it cannot be had: `IMAP`. */
  readonly purpose: string;
  /** 0 takes a free one, the same on every address. */
  readonly port: number;
  /** Loopback addresses only; by default 127.0.0.1 and, where the machine has it, ::1. */
  readonly addresses?: readonly string[];
  /** With a certificate, TLS from the first byte (implicit TLS); a failed handshake never reaches `onSocket`. */
  readonly tls?: TlsOptions;
  readonly onSocket: (socket: Socket) => void;
}

export interface Listener {
  readonly port: number;
  /** The addresses it really listens on. */
  readonly addresses: readonly string[];
  /** Takes no new connection; those there stay with whoever was handed them. */
  close(): void;
}

/**
 * Listens on one port of each loopback address. Every other address is refused: mail and passwords are never offered to the
 * network. Throws UserError with a sentence, also when the port is taken (and by whom, where the system tells).
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const wanted = options.addresses ?? ['127.0.0.1', '::1'];
  for (const address of wanted) refuseOutside(address, options.purpose);
  const servers: { server: Server; address: string }[] = [];
  let port = options.port;
  try {
    for (const address of wanted) {
      const server = await bind(address, port, options);
      if (!server) continue;
      servers.push({ server, address });
      port = portOf(server) ?? port;
    }
    if (servers.length === 0)
      throw new UserError(`Cannot listen for ${options.purpose}: this machine has no loopback address.`);
  } catch (error) {
    closeAll(servers);
    throw error;
  }
  return {
    port,
    addresses: servers.map((one) => one.address),
    close: () => {
      closeAll(servers);
    },
  };
}

function refuseOutside(address: string, purpose: string): void {
  if (address === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address)) return;
  const message = `Refusing to offer ${purpose} on ${address}: anyone in the network could reach it. Use 127.0.0.1 or ::1.`;
  throw new UserError(message);
}

/** A listening server, or undefined where the machine does not have the address (no IPv6). */
function bind(address: string, port: number, options: ListenOptions): Promise<Server | undefined> {
  const onSocket = (socket: Socket) => {
    // one that nobody listens to ends the process: whoever is on this machine could break off a connection at the right moment
    socket.on('error', passOver);
    options.onSocket(socket);
  };
  const server = options.tls ? tlsServer(options.tls, onSocket) : createServer({ noDelay: true }, onSocket);
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error) ?? '')) resolve(undefined);
      else reject(bindError(error, address, port, options.purpose));
    });
    server.listen({ host: address, port, backlog: limits.backlog, ipv6Only: true }, () => {
      resolve(server);
    });
  });
}

/** "close" follows, and whoever serves the connection hears of that. */
const passOver = () => undefined;

function tlsServer(tls: TlsOptions, onSocket: (socket: Socket) => void): Server {
  const server = createTlsServer({ handshakeTimeout: limits.handshakeMs, ...tls }, onSocket);
  server.on('tlsClientError', (_error, socket) => {
    socket.destroy();
  });
  return server;
}

function bindError(cause: Error, address: string, port: number, purpose: string): Error {
  const where = `${purpose} on ${address} port ${String(port)}`;
  switch (codeOf(cause)) {
    case 'EADDRINUSE': {
      const owner = portOwner(port) ?? 'another program';
      const message = `Cannot listen for ${where}: ${owner} has it. Stop that program, or choose another port in the configuration.`;
      return new UserError(message, { cause });
    }
    case 'EACCES':
      return new UserError(`Cannot listen for ${where}: ports below 1024 belong to the system. Choose a higher one.`, {
        cause,
      });
    default:
      return new UserError(`Cannot listen for ${where}: ${codeOf(cause) ?? 'the system refused'}.`, { cause });
  }
}

function portOf(server: Server): number | undefined {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : undefined;
}

function closeAll(servers: readonly { server: Server }[]): void {
  for (const { server } of servers) server.close();
}
