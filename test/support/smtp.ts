import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { dial, listen } from '../../src/net';
import type { OutgoingParts } from '../../src/outgoing';
import { systemClock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';
import { makeCertificate } from '../../src/bridge/certificate';
import { openStreetOut } from './outgoing';

let made: ReturnType<typeof makeCertificate> | undefined;

/** The certificate of Alice's bridge, made once a test file. */
export function localCertificate() {
  return (made ??= makeCertificate(systemClock, systemRandom));
}

/** Alice's street out with its SMTP port open. Her password is "bamboo". */
export async function openSmtp(more: Partial<OutgoingParts> & Parameters<typeof openStreetOut>[0] = {}) {
  const { certificate, key } = await localCertificate();
  const street = await openStreetOut({ tls: { cert: certificate, key }, ...more });
  const sockets = new Set<Socket>();
  const listener = await listen({
    purpose: 'SMTP',
    port: 0,
    addresses: ['127.0.0.1'],
    onSocket: (socket) => {
      sockets.add(socket);
      street.outgoing.accept(socket, false);
    },
  });
  const connect = () => dial({ host: '127.0.0.1', port: listener.port, route: { via: 'direct' }, timeoutMs: 5000 });
  const startTls = (socket: Socket) => connectTls({ socket, ca: certificate, host: '127.0.0.1' });
  const stop = async () => {
    listener.close();
    await street.outgoing.stop();
    for (const socket of sockets) socket.destroy();
  };
  return { ...street, port: listener.port, certificate, connect, startTls, stop };
}

export type TestSmtp = Awaited<ReturnType<typeof openSmtp>>;

/** What AUTH PLAIN sends for a name and password (RFC 4616). */
export function authPlain(name = 'panda@nym.test', password = 'bamboo'): string {
  return `AUTH PLAIN ${Buffer.from(`\0${name}\0${password}`).toString('base64')}`;
}
