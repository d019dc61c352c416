import { createServer, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';
import { makeCertificate } from '../../src/bridge/certificate';
import { dial, listen } from '../../src/net/index';

const nothing = () => undefined;

describe('listening', () => {
  test.each(['0.0.0.0', '::', '192.0.2.1', 'localhost', '127.0.0.1.example.org', ''])(
    'an address that the network can reach is refused: %p',
    async (address) => {
      const listening = listen({ purpose: 'IMAP', port: 0, addresses: [address], onSocket: nothing });
      await expect(listening).rejects.toThrow('Use 127.0.0.1 or ::1');
    },
  );

  test('a taken port is told in a sentence that names purpose, port and what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const listening = listen({ purpose: 'IMAP', port, addresses: ['127.0.0.1'], onSocket: nothing });
    await expect(listening).rejects.toThrow(new RegExp(`IMAP on 127.0.0.1 port ${port}: .* has it. Stop that program`));
    other.close();
  });

  test('the same port serves both families', async () => {
    const greeted: string[] = [];
    const listener = await listen({
      purpose: 'SMTP',
      port: 0,
      onSocket: (socket) => {
        greeted.push(socket.localAddress ?? '');
        socket.end();
      },
    });
    for (const host of listener.addresses) {
      const socket = await dial({ host, port: listener.port, route: { via: 'direct' }, timeoutMs: 5000 });
      await new Promise((resolve) => socket.resume().once('close', resolve));
    }
    listener.close();
    expect(greeted).toEqual(listener.addresses);
    expect(greeted).toContain('127.0.0.1');
  });

  test('a client that breaks off while it is answered does not end the program', async () => {
    const ended = new Promise<void>((resolve) => {
      void listen({
        purpose: 'SMTP',
        port: 0,
        addresses: ['127.0.0.1'],
        onSocket: (socket) => {
          socket.once('close', resolve);
          socket.write('421 too many\r\n');
          client.resetAndDestroy();
        },
      }).then(({ port }) => client.connect(port, '127.0.0.1'));
    });
    const client = new Socket();
    await ended;
  });

  test('with a certificate it is TLS from the first byte', async () => {
    const { certificate, key } = await makeCertificate(systemClock, systemRandom);
    const listener = await listen({
      purpose: 'IMAPS',
      port: 0,
      addresses: ['127.0.0.1'],
      tls: { cert: certificate, key },
      onSocket: (socket) => socket.end('* OK\r\n'),
    });
    const socket = connect({ host: '127.0.0.1', port: listener.port, ca: certificate });
    const [words] = await new Promise<[Buffer]>((resolve) =>
      socket.once('data', (bytes: Buffer) => {
        resolve([bytes]);
      }),
    );
    listener.close();
    socket.destroy();
    expect(words.toString()).toBe('* OK\r\n');
  });
});
