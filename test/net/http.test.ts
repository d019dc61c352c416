import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';
import { makeCertificate, type LocalCertificate } from '../../src/bridge/certificate';
import { httpGet, type HttpWishes } from '../../src/net';
import { startWeb, type Web, type WebAnswer } from '../support/web';

let certificate: LocalCertificate;
const webs: Web[] = [];

beforeAll(async () => {
  certificate = await makeCertificate(systemClock, systemRandom);
});
afterEach(() => {
  for (const web of webs.splice(0)) web.stop();
});

async function open(answer: WebAnswer): Promise<Web> {
  const web = await startWeb(answer, certificate);
  webs.push(web);
  return web;
}

function get(web: Web, url: string, wishes: Partial<HttpWishes> = {}) {
  const route = { via: 'socks5', host: '127.0.0.1', port: web.proxy.port, user: 'keys', password: 'x' } as const;
  const { certificate: ca } = certificate;
  return httpGet(new URL(url), { route, bodyBytes: 1000, timeoutMs: 20_000, ca, ...wishes });
}

/** Answers with these bytes, whatever was asked, and leaves the connection open. */
const raw =
  (text: string): WebAnswer =>
  (_asked, { wire }) => {
    wire.write(text);
  };

describe('a question', () => {
  test('goes through the proxy by name, with a circuit of its own, and says nothing about who asks', async () => {
    const web = await open((_asked, response) =>
      response.setHeader('Content-Type', 'Text/Plain; charset=x').end('key'),
    );
    const answer = await get(web, 'http://keys.example.test:8080/a/b?c=d#e');
    expect(answer).toMatchObject({ status: 200, contentType: 'text/plain', body: Buffer.from('key') });
    expect(web.proxy.asked).toEqual([
      { host: 'keys.example.test', as: 'name', port: 8080, user: 'keys', password: 'x' },
    ]);
    expect(web.asked).toEqual([
      {
        scheme: 'http',
        host: 'keys.example.test:8080',
        path: '/a/b?c=d',
        headers: ['Host', 'keys.example.test:8080', 'Connection', 'close'],
      },
    ]);
  });

  test('goes nowhere when the proxy is down: not to the server itself either', async () => {
    const web = await open((_asked, response) => response.end('key'));
    web.proxy.stop();
    const asking = get(web, `http://127.0.0.1:${web.port}/`);
    await expect(asking).rejects.toMatchObject({ code: 'proxy-down' });
    expect(web.connections()).toBe(0);
  });

  test('https is checked by name and authority', async () => {
    const web = await open((_asked, response) => response.end('key'));
    expect(await get(web, 'https://localhost/key.asc')).toMatchObject({ status: 200 });
    expect(web.proxy.asked).toMatchObject([{ host: 'localhost', as: 'name', port: 443 }]);
    expect(web.asked).toMatchObject([{ scheme: 'https', host: 'localhost' }]);
    await expect(get(web, 'https://keys.example.test/')).rejects.toMatchObject({ code: 'certificate' });
    const stranger = await makeCertificate(systemClock, systemRandom);
    const asking = get(web, 'https://localhost/', { ca: stranger.certificate });
    await expect(asking).rejects.toMatchObject({ code: 'certificate' });
    expect(web.asked).toHaveLength(1);
  });

  test('an answer of any status is an answer', async () => {
    const web = await open((_asked, response) => response.writeHead(404, { 'Content-Type': 'text/html' }).end('<p>no'));
    expect(await get(web, 'http://a.onion/')).toMatchObject({ status: 404, contentType: 'text/html' });
  });

  test('can be given up', async () => {
    const over = new AbortController();
    const web = await open(() => {
      over.abort();
    });
    await expect(get(web, 'http://a.onion/', { signal: over.signal })).rejects.toMatchObject({ code: 'aborted' });
    await expect(get(web, 'http://a.onion/', { signal: over.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(web.connections()).toBe(1);
  });
});

describe('a redirect', () => {
  const sendTo =
    (location: string, status = 302): WebAnswer =>
    ({ path }, response) => {
      if (path === '/from') response.writeHead(status, { Location: location }).end();
      else response.end(`here: ${path}`);
    };

  test.each([301, 302, 303, 307, 308])(
    '%d is followed, also from http to https and to another host',
    async (status) => {
      const web = await open(sendTo('https://localhost/to', status));
      const answer = await get(web, 'http://keys.example.test/from');
      expect(answer).toMatchObject({
        status: 200,
        body: Buffer.from('here: /to'),
        url: new URL('https://localhost/to'),
      });
      expect(web.proxy.asked.map(({ host, as }) => [host, as])).toEqual([
        ['keys.example.test', 'name'],
        ['localhost', 'name'],
      ]);
    },
  );

  test('within a server is followed', async () => {
    const web = await open(sendTo('to?x=1'));
    expect(await get(web, 'http://a.onion/from')).toMatchObject({ body: Buffer.from('here: /to?x=1') });
  });

  test.each([
    ['from https to http', 'https://localhost/from', 'http://localhost/to', 'from https to http'],
    ['from https to an onion by http', 'https://localhost/from', 'http://a.onion/to', 'from https to http'],
    ['from an onion to the open web', 'http://a.onion/from', 'https://localhost/to', 'open web'],
    ['to a file', 'http://a.onion/from', 'file:///etc/passwd', '"file:"'],
    ['to a script', 'http://a.onion/from', 'javascript:alert(1)', '"javascript:"'],
    ['to an address with a login', 'http://a.onion/from', 'http://me:secret@b.onion/to', 'login'],
    ['to nowhere', 'http://a.onion/from', 'http://[', 'does not say where to'],
  ])('%s is refused, and nobody else is asked', async (_name, from, to, words) => {
    const web = await open(sendTo(to));
    const asking = get(web, from);
    await expect(asking).rejects.toMatchObject({ code: 'bad-answer', message: expect.stringContaining(words) });
    expect(web.asked).toHaveLength(1);
  });

  test('without a place is refused', async () => {
    const web = await open((_asked, response) => response.writeHead(302).end());
    await expect(get(web, 'http://a.onion/from')).rejects.toMatchObject({ code: 'bad-answer' });
  });

  test('that goes round in a circle ends', async () => {
    const web = await open((_asked, response) => response.writeHead(302, { Location: '/again' }).end());
    const asking = get(web, 'http://a.onion/');
    await expect(asking).rejects.toMatchObject({ message: expect.stringContaining('only sends us on') });
    expect(web.asked).toHaveLength(6);
  });
});

describe('a hostile server', () => {
  test('that sends a body without an end is cut off', async () => {
    const web = await open((_asked, response) => {
      const more = () => response.write('x'.repeat(100), () => !response.destroyed && setImmediate(more));
      more();
    });
    await expect(get(web, 'http://a.onion/')).rejects.toMatchObject({ code: 'too-large', retry: 'never' });
  });

  test('that says one byte and no more is not waited for', async () => {
    const web = await open(raw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx'));
    const asking = get(web, 'http://a.onion/', { timeoutMs: 300 });
    await expect(asking).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('a.onion') });
  });

  test('that drips is not waited for, however busy it seems', async () => {
    const web = await open((_asked, { wire }) => {
      wire.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n');
      const drip = setInterval(() => wire.write('x'), 20);
      wire.once('close', () => {
        clearInterval(drip);
      });
    });
    await expect(get(web, 'http://a.onion/', { timeoutMs: 300 })).rejects.toMatchObject({ code: 'timeout' });
  });

  test('that does not speak TLS where https is asked for hears nothing', async () => {
    const web = await startWeb(() => undefined);
    webs.push(web);
    await expect(get(web, 'https://localhost/')).rejects.toMatchObject({ code: 'tls' });
    expect(web.asked).toHaveLength(0);
  });

  test.each([
    ['a header without an end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`, 'too-large'],
    ['header lines without an end', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(10_000)}`, 'too-large'],
    ['hints without an end', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100), 'closed'],
    ['another protocol', '220 smtp.example.test ESMTP\r\n', 'bad-answer'],
    [
      'another protocol instead of an answer',
      'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      'closed',
    ],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc', 'bad-answer'],
  ])('that sends %s is refused', async (_name, bytes, code) => {
    const web = await open(raw(bytes));
    await expect(get(web, 'http://a.onion/')).rejects.toMatchObject({ code });
  });

  test.each(['', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'HTTP/1.1 200 OK\r\nX'])(
    'that closes in the middle (%j) has given no answer',
    async (bytes) => {
      const web = await open((_asked, { wire }) => wire.end(bytes));
      await expect(get(web, 'http://a.onion/')).rejects.toMatchObject({ code: 'closed', retry: 'later' });
    },
  );

  test('that packs a little so that it becomes a lot is refused before anything is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(900_000));
    expect(bomb.length).toBeLessThan(1000);
    const web = await open((_asked, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb));
    await expect(get(web, 'http://a.onion/')).rejects.toMatchObject({ code: 'bad-answer' });
  });
});

test.each(['ftp://a.onion/', 'file:///etc/passwd', 'https://me:secret@localhost/'])('%s is not asked', async (url) => {
  const web = await open(() => undefined);
  await expect(get(web, url)).rejects.toMatchObject({ code: 'bad-answer' });
  expect(web.connections()).toBe(0);
});
