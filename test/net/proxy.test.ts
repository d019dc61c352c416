import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { examineProxy } from '../../src/net';
import { startSocks, type SocksOptions } from '../support/socks';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const signIn = { user: 'purpose', password: 'x' };

async function examined(options: SocksOptions) {
  const proxy = await startSocks(options);
  cleanups.push(() => {
    proxy.stop();
  });
  const facts = await examineProxy({ host: '127.0.0.1', port: proxy.port }, signIn, 2000);
  return { facts, asked: proxy.asked };
}

test('what answers as Tor does is Tor, and it is asked to go nowhere', async () => {
  const { facts, asked } = await examined({ tor: true });
  expect(facts).toEqual({ speaks: 'socks5', takesUserNames: true, resolvesLikeTor: true });
  expect(asked).toEqual([]);
});

test('Tor that does not keep user names apart is told from one that does', async () => {
  const { facts } = await examined({ tor: true, ignoresUsers: true });
  expect(facts).toEqual({ speaks: 'socks5', takesUserNames: false, resolvesLikeTor: true });
});

test.each<[string, SocksOptions, boolean]>([
  ['another SOCKS5 proxy', { tor: false }, true],
  ['one that refuses our user name', { refuseSignIn: true }, false],
])('%s is not taken for Tor', async (_name, options, takesUserNames) => {
  const { facts } = await examined(options);
  expect(facts).toEqual({ speaks: 'socks5', takesUserNames, resolvesLikeTor: false });
});

test.each([
  ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['one that hangs up', ''],
  ['one byte and no more', '\x05'],
])('%s is no SOCKS5 proxy', async (_name, words) => {
  const server = createServer((socket) => socket.on('error', () => undefined).end(words, 'latin1'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  expect((await examineProxy({ host: '127.0.0.1', port }, signIn, 2000)).speaks).toBe('other');
});

test('one that never answers does not keep us', async () => {
  const proxy = await startSocks({ silent: true });
  cleanups.push(() => {
    proxy.stop();
  });
  expect((await examineProxy({ host: '127.0.0.1', port: proxy.port }, signIn, 50)).speaks).toBe('other');
});

test('where nothing listens that is said', async () => {
  const proxy = await startSocks({});
  proxy.stop();
  await expect(examineProxy({ host: '127.0.0.1', port: proxy.port }, signIn, 2000)).rejects.toMatchObject({
    code: 'refused',
  });
});
