import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { silentLog } from '../../../src/base/log';
import { Throttle } from '../../../src/base/throttle';
import { openBackend, openImap } from '../../../src/incoming/mailbox';
import { mostConnections } from '../../../src/incoming/mailbox/crowd';
import { TestClock } from '../../support/clock';
import { secretKey } from '../../support/keys';
import { aliceActive } from '../../support/nyms';
import { seededRandom } from '../../support/random';

/** The line that answers a command, and the ones before it. */
function answer(socket: Socket, tag: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const take = (bytes: Buffer) => {
      text += bytes.toString('latin1');
      if (!new RegExp(`^${tag.replace('*', '\\*')} .*\r\n`, 'm').test(text)) return;
      socket.off('data', take);
      resolve(text);
    };
    socket.on('data', take);
  });
}

test('a user who has a hundred connections is refused the next one by name, and nobody else is', async () => {
  const { store, nyms, alice } = await aliceActive();
  const wishes = { address: 'wombat@nym.test', transport: 'smtp', key: await secretKey('carol') };
  const wombat = await nyms.create(wishes, 0, seededRandom('wombat'));
  const clock = new TestClock();
  const parts = { store, clock, log: silentLog, throttle: new Throttle(clock), filedCopy: () => undefined };
  const imap = openImap(openBackend(parts), parts);
  const server = createServer((socket) => {
    imap.accept(socket, true);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  const login = async (user: string, password: string) => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    await answer(socket, '*');
    socket.write(`a LOGIN ${user} ${password}\r\n`);
    return answer(socket, 'a');
  };
  for (let i = 0; i < mostConnections; i++) expect(await login(alice.address, alice.password)).toContain('a OK');
  expect(await login('PANDA@nym.test', alice.password)).toContain('a NO [LIMIT] This user has 100 connections already');
  expect(await login(wombat.address, wombat.password)).toContain('a OK');
  const [first, second] = sockets;
  second?.write('b NOOP\r\n');
  expect(second && (await answer(second, 'b'))).toContain('b OK');
  first?.end('c LOGOUT\r\n');
  await new Promise((resolve) => first?.once('close', resolve));
  expect(await login(alice.address, alice.password)).toContain('a OK');
  expect(await login(alice.address, 'wrong')).toContain('a NO [AUTHENTICATIONFAILED]');
  for (const socket of sockets) socket.destroy();
  await imap.stop();
  server.close();
  store.close();
});
