import { once } from 'node:events';
import { connect, createServer as createTcp } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { silentLog } from '../../src/base/log';
import { openWeb } from '../../src/web';
import { limits } from '../../src/web/limits';
import { TestClock } from '../support/clock';

// The page that a browser on Alice's machine sees, and nobody else.

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const status = {
  bridge: { running: true },
  nyms: [{ address: 'panda@nym.test', state: 'active' }],
  news: [],
  outbox: [{ state: 'queued', requests: 2 }],
  'cover traffic': [{ 'cover traffic of': 'mix', 'minutes between, on average': 90 }],
  pings: [{ 'pings of': 'mix', 'minutes between, on average': 120 }],
  'without Tor': ['Transport relay is reached without Tor (allow_direct).'],
  warnings: [
    'Transport relay is reached without Tor (allow_direct).',
    'panda@nym.test ends in 14 days with its key, which no server prolongs.',
  ],
};

async function openPage(over: object = {}, connectionMs?: number) {
  const clock = new TestClock();
  const web = openWeb({
    status: async () => ({ ...status, ...over }),
    isPassword: (password) => password === 'bamboo',
    clock,
    log: silentLog,
    ...(connectionMs === undefined ? {} : { connectionMs }),
  });
  const server = createTcp(web.accept);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, clock };
}

/** Says these lines, and gives all that is answered until the far end hangs up. */
async function say(port: number, ...lines: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

/** What it is told until it is hung up on, however roughly: what it had said and nobody read makes a reset of it. */
const told = (socket: Socket) => text(socket).catch(() => '');

const login = (words = 'all:bamboo') => `Authorization: Basic ${Buffer.from(words).toString('base64')}`;
const here = 'Host: 127.0.0.1:1180';

describe('the web page', () => {
  test('shows how things stand: nyms, the outbox, cover traffic, and warnings of keys that end', async () => {
    const { port } = await openPage();
    const answer = await say(port, 'GET / HTTP/1.1', here, login());
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('<td>panda@nym.test</td><td>active</td>');
    expect(answer).toContain('<td>queued</td><td>2</td>');
    expect(answer).toContain('<td>mix</td><td>90</td>');
    expect(answer).toContain('<li class="warning">panda@nym.test ends in 14 days with its key');
    expect(answer).toContain('<li class="bad">Transport relay is reached without Tor');
  });

  test('runs, loads, sends and keeps nothing, and cannot be framed', async () => {
    const { port } = await openPage();
    const answer = await say(port, 'GET / HTTP/1.1', here, login());
    expect(answer).toMatch(
      /^Content-Security-Policy: default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'\r$/m,
    );
    expect(answer).toMatch(/^Cache-Control: no-store\r$/m);
    expect(answer).toMatch(/^Referrer-Policy: no-referrer\r$/m);
    expect(answer).not.toMatch(/<script|<form|<a |src=|href=/);
  });

  test('takes names for text: a stranger’s server cannot write into it', async () => {
    const { port } = await openPage({ news: [{ server: '<img src=x onerror=alert(1)>"\u202e\u0007' }] });
    const answer = await say(port, 'GET / HTTP/1.1', here, login());
    expect(answer).toContain('<td>&lt;img src=x onerror=alert(1)&gt;&quot;??</td>');
  });

  test.each([
    ['no password', [here]],
    ['a wrong password', [here, login('all:panda')]],
    ['another name', [here, login('panda@nym.test:bamboo')]],
    ['noise', [here, 'Authorization: Basic %%%']],
  ])('is not shown to who gives %s', async (_what, fields) => {
    const { port } = await openPage();
    const answer = await say(port, 'GET / HTTP/1.1', ...fields);
    expect(answer).toMatch(/^HTTP\/1\.1 401 [^]*WWW-Authenticate: Basic realm="nymbridge"/);
    expect(answer).not.toContain('panda@nym.test');
  });

  test('answers slower after each wrong password', async () => {
    const { port, clock } = await openPage();
    await say(port, 'GET / HTTP/1.1', here, login('all:one'));
    const second = say(port, 'GET / HTTP/1.1', here, login());
    while (clock.sleeping === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(250);
    expect(await second).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('is not for a page elsewhere whose name leads to this machine', async () => {
    const { port } = await openPage();
    expect(await say(port, 'GET / HTTP/1.1', 'Host: evil.example', login())).toMatch(/^HTTP\/1\.1 421 /);
    for (const host of ['localhost', 'LOCALHOST:1180', '[::1]:1180'])
      expect(await say(port, 'GET / HTTP/1.1', `Host: ${host}`, login())).toMatch(/^HTTP\/1\.1 200 /);
  });

  test.each([
    ['POST / HTTP/1.1', 405],
    ['DELETE / HTTP/1.1', 405],
    ['GET /etc/passwd HTTP/1.1', 404],
    ['GET /?x HTTP/1.1', 404],
    ['GET http://evil.example/ HTTP/1.1', 404],
  ])('has one address and two methods: %s is answered by %i', async (line, code) => {
    const { port } = await openPage();
    expect(await say(port, line, here, login())).toMatch(new RegExp(`^HTTP/1\\.1 ${code} `));
  });

  test('HEAD gives the header alone', async () => {
    const { port } = await openPage();
    const answer = await say(port, 'HEAD / HTTP/1.1', here, login());
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\n$/);
  });

  test('a fault of the bridge is a bland word, and no trace of it', async () => {
    const { port } = await openPage({ nyms: undefined });
    const answer = await say(port, 'GET / HTTP/1.1', here, login());
    expect(answer).toMatch(/^HTTP\/1\.1 500 [^]*The page could not be made\. The log says more\.$/);
  });

  test('who says nothing, or says it too slowly, is hung up on', async () => {
    const { port } = await openPage({}, 1);
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HT');
    expect(await told(socket)).toBe('');
  });

  test('a stranger on this machine cannot take more connections than some', async () => {
    const { port } = await openPage();
    const idle = Array.from({ length: limits.connections }, () => connect(port, '127.0.0.1'));
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    expect(await told(connect(port, '127.0.0.1'))).toBe('');
    for (const socket of idle) socket.destroy();
    await Promise.all(idle.map((socket) => once(socket, 'close')));
    const again = () => say(port, 'GET / HTTP/1.1', here, login()).catch(() => '');
    let answer = '';
    // the far end hears of each hang-up a little later than this one
    while (answer === '') answer = await again();
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('who talks nonsense is hung up on', async () => {
    const { port } = await openPage();
    expect(await say(port, 'nonsense')).not.toContain('panda');
    expect(await say(port, `GET / HTTP/1.1`, here, `X: ${'x'.repeat(20_000)}`)).not.toContain('panda');
  });
});
