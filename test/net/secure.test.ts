import { X509Certificate, createHash } from 'node:crypto';
import { createServer as createPlainServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';
import { makeCertificate } from '../../src/bridge/certificate';
import { dial, secure } from '../../src/net/index';
import type { SecureOptions } from '../../src/net/index';

let server: Server;
let certificate: string;

beforeAll(async () => {
  const local = await makeCertificate(systemClock, systemRandom);
  certificate = local.certificate;
  server = createServer({ cert: local.certificate, key: local.key }, (socket) => socket.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
});

async function connectTo(target: Server, options: SecureOptions) {
  const { port } = target.address() as AddressInfo;
  const socket = await dial({ host: '127.0.0.1', port, route: { via: 'direct' }, timeoutMs: 5000 });
  return secure(socket, options);
}

const pinOf = (pem: string) => createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');

describe('TLS', () => {
  test.each(['localhost', '127.0.0.1'])('a trusted certificate for %s is taken', async (servername) => {
    const socket = await connectTo(server, { servername, ca: certificate });
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });

  test('an unknown authority is refused, and waiting does not help', async () => {
    const connecting = connectTo(server, { servername: 'localhost' });
    await expect(connecting).rejects.toMatchObject({ code: 'certificate', retry: 'never' });
  });

  test('a trusted certificate for another name is refused', async () => {
    const connecting = connectTo(server, { servername: 'news.example.org', ca: certificate });
    await expect(connecting).rejects.toMatchObject({ code: 'certificate' });
  });

  test('a pinned certificate is taken whoever signed it, however the pin is written', async () => {
    const pin = (pinOf(certificate).toUpperCase().match(/../g) ?? []).join(':');
    const socket = await connectTo(server, { servername: 'any.name.test', pin });
    expect(socket.encrypted).toBe(true);
    socket.destroy();
  });

  test('another certificate than the pinned one is refused, and the message says which came', async () => {
    const connecting = connectTo(server, { servername: 'localhost', pin: '00'.repeat(32) });
    await expect(connecting).rejects.toMatchObject({
      code: 'certificate',
      retry: 'never',
      message: expect.stringContaining(pinOf(certificate)),
    });
  });

  test.each([
    [
      'closes at once',
      (end: () => void) => {
        end();
      },
      'tls',
      5000,
    ],
    ['never answers', () => undefined, 'timeout', 300],
  ])('a peer that %s is given up', async (_name, behave, code, timeoutMs) => {
    const plain = createPlainServer((socket) => {
      socket.on('error', () => undefined).resume();
      behave(() => socket.destroy());
    });
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    await expect(connectTo(plain, { servername: 'localhost', timeoutMs })).rejects.toMatchObject({ code });
    plain.close();
  });
});
