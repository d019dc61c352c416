import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { dial } from '../../src/net/index';
import type { Route } from '../../src/net/index';
import { startSocks } from '../support/socks';
import type { SocksOptions, SocksProxy } from '../support/socks';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function startServer(onSocket: (socket: Socket) => void): Promise<{ host: string; port: number }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

async function proxy(options: SocksOptions): Promise<SocksProxy> {
  const started = await startSocks(options);
  cleanups.push(() => {
    started.stop();
  });
  return started;
}

const through = (one: SocksProxy, user?: string): Route => ({
  via: 'socks5',
  host: '127.0.0.1',
  port: one.port,
  ...(user !== undefined && { user, password: 'purpose' }),
});

function keep(socket: Socket): Socket {
  cleanups.push(() => socket.destroy());
  return socket;
}

async function firstWords(socket: Socket): Promise<string> {
  const [words] = await new Promise<[Buffer]>((resolve) =>
    socket.once('data', (bytes: Buffer) => {
      resolve([bytes]);
    }),
  );
  return words.toString();
}

describe('a direct route', () => {
  test('connects', async () => {
    const server = await startServer((socket) => socket.write('200 hello\r\n'));
    const socket = keep(await dial({ ...server, route: { via: 'direct' }, timeoutMs: 5000 }));
    expect(await firstWords(socket)).toBe('200 hello\r\n');
  });

  test('a port where nothing listens is refused, and later may help', async () => {
    const server = await startServer(() => undefined);
    for (const cleanup of cleanups.splice(0)) cleanup();
    await expect(dial({ ...server, route: { via: 'direct' }, timeoutMs: 5000 })).rejects.toMatchObject({
      code: 'refused',
      retry: 'later',
    });
  });

  test.each(['a.onion', 'A.ONION.'])('%s is never looked up: the name would tell the network', async (host) => {
    const dialled = dial({ host, port: 1, route: { via: 'direct' }, timeoutMs: 5000 });
    await expect(dialled).rejects.toMatchObject({ code: 'unreachable', retry: 'never' });
  });

  test('a caller who has changed its mind is told so', async () => {
    const server = await startServer(() => undefined);
    const signal = AbortSignal.abort();
    await expect(dial({ ...server, route: { via: 'direct' }, timeoutMs: 5000, signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

describe('a SOCKS5 route', () => {
  test('a host name goes to the proxy unresolved', async () => {
    const server = await startServer((socket) => socket.write('220 relay\r\n'));
    const one = await proxy({ target: server });
    const socket = keep(await dial({ host: 'relay.nym.test', port: 25, route: through(one), timeoutMs: 5000 }));
    expect(await firstWords(socket)).toBe('220 relay\r\n');
    expect(one.asked).toEqual([{ host: 'relay.nym.test', as: 'name', port: 25, user: undefined, password: undefined }]);
  });

  test('each purpose has its own user name, so that Tor gives it its own circuit', async () => {
    const one = await proxy({ greeting: '' });
    keep(await dial({ host: 'a.test', port: 1, route: through(one, 'news'), timeoutMs: 5000 }));
    keep(await dial({ host: 'b.test', port: 2, route: through(one, 'nym-7'), timeoutMs: 5000 }));
    expect(one.asked.map((asked) => asked.user)).toEqual(['news', 'nym-7']);
    expect(one.asked[0]?.password).toBe('purpose');
  });

  test('a greeting that comes together with the answer of the proxy is not lost', async () => {
    const one = await proxy({ greeting: '200 news\r\n' });
    const socket = keep(await dial({ host: 'news.test', port: 119, route: through(one), timeoutMs: 5000 }));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(await firstWords(socket)).toBe('200 news\r\n');
  });

  test('addresses are sent as addresses', async () => {
    const one = await proxy({ greeting: '' });
    for (const host of ['192.0.2.7', '2001:db8::1', '::ffff:192.0.2.7'])
      keep(await dial({ host, port: 25, route: through(one), timeoutMs: 5000 }));
    expect(one.asked.map(({ as, host }) => `${as} ${host}`)).toEqual([
      'ipv4 192.0.2.7',
      'ipv6 2001:0db8:0000:0000:0000:0000:0000:0001',
      'ipv6 0000:0000:0000:0000:0000:ffff:c000:0207',
    ]);
  });

  test('a refused sign-in does not go on without one', async () => {
    const one = await proxy({ refuseSignIn: true });
    const dialled = dial({ host: 'a.test', port: 1, route: through(one, 'news'), timeoutMs: 5000 });
    await expect(dialled).rejects.toMatchObject({ code: 'proxy-refused' });
    expect(one.asked).toEqual([]);
  });

  test('a proxy that puts every user name on one circuit is refused before it learns the host', async () => {
    const one = await proxy({ ignoresUsers: true });
    const dialled = dial({ host: 'a.test', port: 1, route: through(one, 'news'), timeoutMs: 5000 });
    await expect(dialled).rejects.toMatchObject({
      code: 'proxy-refused',
      message: expect.stringContaining('does not take a user name'),
    });
    expect(one.asked).toEqual([]);
  });

  test.each([
    [5, 'refused'],
    [4, 'unreachable'],
    [0xf0, 'unreachable'],
    [0x77, 'unreachable'],
  ])('reply %i of the proxy is told as "%s"', async (refuse, code) => {
    const one = await proxy({ refuse });
    const dialled = dial({ host: 'a.onion', port: 1, route: through(one), timeoutMs: 5000 });
    await expect(dialled).rejects.toMatchObject({ code, retry: 'later', message: expect.stringContaining('a.onion') });
  });

  test('when the proxy is down nothing goes another way', async () => {
    const contacted: Socket[] = [];
    const server = await startServer((socket) => contacted.push(socket));
    const one = await startSocks({});
    one.stop();
    const dialled = dial({ ...server, route: through(one), timeoutMs: 5000 });
    await expect(dialled).rejects.toMatchObject({ code: 'proxy-down', message: expect.stringContaining('Tor') });
    expect(contacted).toEqual([]);
  });

  test('a proxy that never answers is given up in time', async () => {
    const one = await proxy({ silent: true });
    const dialled = dial({ host: 'a.test', port: 1, route: through(one), timeoutMs: 60 });
    await expect(dialled).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('a.test') });
  });

  test('time that is up is told as that, not as a proxy that is down: clocks a millisecond apart', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    cleanups.push(() => jest.useRealTimers());
    const exact = performance.now.bind(performance);
    const ahead = jest.spyOn(performance, 'now');
    cleanups.push(() => {
      ahead.mockRestore();
    });
    let asked: () => void = () => undefined;
    const asking = new Promise<void>((resolve) => (asked = resolve));
    const silent = await startServer((socket) =>
      socket.once('data', () => {
        asked();
      }),
    );
    const route: Route = {
      ...{ via: 'socks5', ...silent, password: 'purpose' },
      // read when the proxy has been reached and the clock for it is set
      get user() {
        ahead.mockImplementation(() => exact() + 1);
        return 'news';
      },
    };
    const failure = dial({ host: 'a.test', port: 1, route, timeoutMs: 60_000 }).catch((error: unknown) => error);
    await asking;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await failure).toMatchObject({ code: 'timeout', message: expect.stringContaining('60 seconds') });
  });

  test('one time limit is for all of it: what the look at the proxy has taken is gone', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    cleanups.push(() => jest.useRealTimers());
    let reached: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => (reached = resolve));
    const silent = await startServer(() => {
      reached();
    });
    const look = (ms: number) => {
      jest.advanceTimersByTime(ms - 1000);
      return Promise.resolve();
    };
    const route: Route = { via: 'socks5', ...silent, vouch: { look, doubt: () => undefined } };
    const failure = dial({ host: 'a.test', port: 1, route, timeoutMs: 60_000 }).catch((error: unknown) => error);
    await arrival;
    jest.advanceTimersByTime(1000);
    expect(await failure).toMatchObject({ code: 'timeout', message: expect.stringContaining('60 seconds') });
  });

  test('something that does not speak SOCKS5 is told apart from a far end that refuses', async () => {
    const web = await startServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const route: Route = { via: 'socks5', ...web };
    await expect(dial({ host: 'a.test', port: 1, route, timeoutMs: 5000 })).rejects.toMatchObject({
      code: 'proxy-refused',
      message: expect.stringContaining('does not speak SOCKS5'),
    });
  });

  test('a name too long for the protocol is refused here', async () => {
    const one = await proxy({});
    const dialled = dial({ host: 'a'.repeat(256), port: 1, route: through(one), timeoutMs: 5000 });
    await expect(dialled).rejects.toMatchObject({ code: 'proxy-refused', retry: 'never' });
  });
});
