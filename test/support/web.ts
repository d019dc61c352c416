import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { LocalCertificate } from '../../src/bridge/certificate';
import { startSocks } from './socks';
import type { SocksProxy } from './socks';

/** A request as the web server saw it, every header line included. */
export interface WebAsked {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly path: string;
  readonly headers: readonly string[];
}

export interface Web {
  readonly port: number;
  /** A SOCKS5 proxy that leads every host and port to this server. */
  readonly proxy: SocksProxy;
  readonly asked: WebAsked[];
  /** How many connections came in. */
  readonly connections: () => number;
  stop(): void;
}

/** Answers by `response`, or by writing to its socket whatever a web server should not. */
export type WebAnswer = (asked: WebAsked, response: ServerResponse & { readonly wire: Socket }) => void;

/** The whole web on one port of loopback, http and https, behind a SOCKS5 proxy of its own. */
export async function startWeb(answer: WebAnswer, certificate?: LocalCertificate): Promise<Web> {
  const asked: WebAsked[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const handle = (scheme: 'http' | 'https') => (request: IncomingMessage, response: ServerResponse) => {
    const { headers, url = '', socket } = request;
    const seen: WebAsked = { scheme, host: headers.host ?? '', path: url, headers: request.rawHeaders };
    asked.push(seen);
    answer(seen, Object.assign(response, { wire: socket }));
  };
  const plain = createHttpServer(handle('http'));
  const secret = createHttpServer(handle('https'));
  const tls = certificate && createTlsServer({ cert: certificate.certificate, key: certificate.key });
  tls?.on('secureConnection', (socket) => secret.emit('connection', socket));
  tls?.on('tlsClientError', () => undefined);
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      // a TLS record of the kind "handshake" begins with 22 (RFC 8446 §5.1)
      (first[0] === 22 && tls ? tls : plain).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy = await startSocks({ target: { host: '127.0.0.1', port } });
  return {
    port,
    proxy,
    asked,
    connections: () => connections,
    stop: () => {
      proxy.stop();
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
