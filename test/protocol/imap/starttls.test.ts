import { connect as connectTls, createSecureContext } from 'node:tls';
import { expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock';
import { systemRandom } from '../../../src/base/random';
import { makeCertificate } from '../../../src/bridge/certificate';
import { Line } from '../../session/dialog';
import { openImap } from '../../support/imap';

test('a command slipped in behind STARTTLS, in the clear, is not carried out under TLS', async () => {
  const { certificate, key } = await makeCertificate(systemClock, systemRandom);
  const tls = createSecureContext({ cert: certificate, key });
  const server = await openImap({ tls, plainLogins: false });
  const socket = await server.connect();
  const greeting = await new Promise<string>((resolve) => socket.once('data', (bytes) => { resolve(String(bytes)); })); // prettier-ignore
  expect(greeting).toContain(' STARTTLS LOGINDISABLED]');
  const began = new Promise<string>((resolve) => socket.once('data', (bytes) => { resolve(String(bytes)); })); // prettier-ignore
  socket.write('1 STARTTLS\r\n2 NOOP\r\n');
  expect(await began).toBe('1 OK Begin TLS now\r\n');
  const line = new Line(connectTls({ socket, ca: certificate, servername: 'localhost' }));
  line.send('3 CAPABILITY');
  expect(await line.next()).toMatch(/^\* CAPABILITY .* AUTH=PLAIN$/);
  expect(await line.next()).toMatch(/^3 OK/);
  line.send('4 STARTTLS');
  expect(await line.next()).toMatch(/^4 BAD/);
  line.stream.destroy();
  await server.stop();
});
