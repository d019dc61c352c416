import { createServer, type AddressInfo } from 'node:net';
import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { checkClock } from '../../../src/bridge/doctor/clock';
import { checkGroup } from '../../../src/bridge/doctor/group';
import { checkNews } from '../../../src/bridge/doctor/news';
import { checkProxy } from '../../../src/bridge/doctor/proxy';
import { checkRelays } from '../../../src/bridge/doctor/relays';
import { type NewsOptions, startNews } from '../../../src/sandbox/news';
import { makeArticle } from '../../support/article';
import { TestClock } from '../../support/clock';
import { openedOutside, only } from '../../support/doctor';
import { temporaryFolder } from '../../support/folder';
import { seededRandom } from '../../support/random';
import { type RelayAnswers, startRelay } from '../../support/relay';
import { localCertificate } from '../../support/smtp';
import { type SocksOptions, startSocks } from '../../support/socks';

const noon = '2026-11-22T12:00:00Z';
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function opened(config: string) {
  const one = openedOutside(config, { clock: new TestClock(noon) });
  ends.push(one.end);
  return one;
}

async function proxyPort(options: SocksOptions): Promise<number> {
  const proxy = await startSocks(options);
  ends.push(() => {
    proxy.stop();
  });
  return proxy.port;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the proxy', () => {
  const viaTor = (port: number) => opened(`tor.port = ${port}\n`).look(checkProxy);

  test('is Tor as it should be', async () => {
    const found = await viaTor(await proxyPort({ tor: true }));
    expect(found.map(({ check, verdict }) => [check, verdict])).toEqual([
      ['proxy', 'good'],
      ['Tor', 'good'],
    ]);
  });

  test.each<[string, SocksOptions, RegExp]>([
    ['is Tor that puts all nyms on one circuit', { tor: true, ignoresUsers: true }, /NoIsolateSOCKSAuth/],
    ['is another SOCKS5 proxy, which may hide nothing', { tor: false }, /SocksPort/],
  ])('%s', async (_name, options, next) => {
    const found = await viaTor(await proxyPort(options));
    expect(found[1]).toMatchObject({ check: 'Tor', verdict: 'bad', next: expect.stringMatching(next) });
  });

  test('is another, and nothing is sent through it: the setting by which that would change is named', async () => {
    const found = await viaTor(await proxyPort({ tor: false }));
    expect(found[1]).toMatchObject({ meaning: expect.stringContaining('Nothing is sent') });
    expect(found[1]?.next).toContain('any_proxy = true');
  });

  test('is another that was chosen: that is said, and is nothing bad', async () => {
    const config = `tor = { port = ${await proxyPort({ tor: false })}, any_proxy = true }\n`;
    const found = await opened(config).look(checkProxy);
    expect(found[1]).toMatchObject({ verdict: 'warning', finding: expect.stringContaining('any_proxy = true') });
  });

  test('is one that was chosen, and takes no user name: nothing goes through it', async () => {
    const config = `tor = { port = ${await proxyPort({ tor: false, ignoresUsers: true })}, any_proxy = true }\n`;
    const found = await opened(config).look(checkProxy);
    expect(found[1]).toMatchObject({ verdict: 'bad', meaning: expect.stringContaining('Nothing is sent') });
  });

  test('is something else altogether', async () => {
    const relay = await startRelay();
    ends.push(() => {
      relay.stop();
    });
    expect(only(await viaTor(relay.port))).toMatchObject({ check: 'proxy', verdict: 'bad' });
  });

  test('is not there', async () => {
    const { verdict, next } = only(await viaTor(await closedPort()));
    expect(verdict).toBe('bad');
    expect(next).toContain('Start Tor');
  });

  test('need not be there where nothing goes through it', async () => {
    const server = 'host = "127.0.0.1"\nport = 119\nsecurity = "none"\nallow_direct = true\n';
    const one = opened(`tor.port = ${await closedPort()}\n[[news]]\n${server}`);
    expect(only(await one.look(checkProxy)).verdict).toBe('good');
  });
});

const newsTable = (port: number, more = 'security = "none"\nallow_direct = true') =>
  `[[news]]\nhost = "127.0.0.1"\nport = ${port}\n${more}\n`;

async function newsServer(options: Partial<NewsOptions> = {}, ...dates: string[]) {
  const news = await startNews({ clock: new TestClock(noon), random: seededRandom('news'), ...options });
  ends.push(() => news.stop());
  dates.forEach((date, i) => news.spool.take(makeArticle({ messageId: `<${i}@b.test>`, date })));
  return news;
}

describe('a news server', () => {
  test('that answers is good, with what it offers', async () => {
    const { port } = await newsServer();
    const { verdict, finding, check } = only(await opened(newsTable(port)).look(checkNews));
    expect({ verdict, check }).toEqual({ verdict: 'good', check: `news server 127.0.0.1:${port}` });
    expect(finding).toMatch(/without TLS.*offers .*READER/);
  });

  test('is asked through the proxy, by its name, which nobody here looks up', async () => {
    const news = await newsServer();
    const proxy = await startSocks({ target: news });
    ends.push(() => {
      proxy.stop();
    });
    const server = 'host = "news.example"\nport = 119\nsecurity = "none"\n';
    const one = opened(`tor.port = ${proxy.port}\n[[news]]\n${server}`);
    const [found] = [await one.look(checkNews), await one.look(checkGroup), await one.look(checkClock)];
    expect(proxy.asked.map(({ host, as }) => [host, as])).toEqual([['news.example', 'name']]);
    expect(only(found)).toMatchObject({ verdict: 'warning', meaning: expect.stringContaining('Without TLS') });
  });

  test('with its pinned certificate is good, with another bad', async () => {
    const { certificate: cert, key } = await localCertificate();
    const { port } = await newsServer({ tls: { cert, key } });
    const tls = (pin: string) => `security = "starttls"\nallow_direct = true\npin = "${pin}"`;
    const right = tls(new X509Certificate(cert).fingerprint256);
    expect(only(await opened(newsTable(port, right)).look(checkNews)).finding).toMatch(
      /TLSv1\.3, its certificate pinned until 20/,
    );
    const { verdict, next } = only(await opened(newsTable(port, tls('0'.repeat(64)))).look(checkNews));
    expect(verdict).toBe('bad');
    expect(next).toContain('fingerprint');
  });

  test('whose certificate nobody vouches for is bad', async () => {
    const { certificate: cert, key } = await localCertificate();
    const { port } = await newsServer({ tls: { cert, key } });
    const one = opened(newsTable(port, 'security = "starttls"\nallow_direct = true'));
    expect(only(await one.look(checkNews))).toMatchObject({ verdict: 'bad', next: expect.stringContaining('"pin"') });
  });

  test('that refuses the login is bad, and says which setting', async () => {
    const { port } = await newsServer({ users: { alice: 'bamboo' } });
    const more = 'security = "none"\nallow_direct = true\nuser = "alice"\npassword = "wrong"';
    const { verdict, finding, next } = only(await opened(newsTable(port, more)).look(checkNews));
    expect(verdict).toBe('bad');
    expect(next).toContain('"password"');
    expect(finding).not.toContain('wrong');
  });

  test('that is down, behind a proxy that is down, is told from one that refuses', async () => {
    const port = await closedPort();
    const direct = only(await opened(newsTable(port)).look(checkNews));
    expect(direct).toMatchObject({ verdict: 'bad', next: expect.stringContaining('host and port') });
    const server = 'host = "news.example"\nport = 119\nsecurity = "tls"\n';
    const proxied = only(await opened(`tor.port = ${port}\n[[news]]\n${server}`).look(checkNews));
    expect(proxied).toMatchObject({ verdict: 'bad', next: expect.stringContaining('Start Tor') });
  });

  test('is missing', async () => {
    expect(only(await opened('').look(checkNews))).toMatchObject({ verdict: 'bad', check: 'news servers' });
  });
});

describe('the newsgroup', () => {
  const look = async (...ports: number[]) =>
    only(await opened(ports.map((port) => newsTable(port)).join('')).look(checkGroup));
  const fresh = 'Sat, 21 Nov 2026 12:00:00 +0000';

  test.each([
    ['is fresh', [fresh], 'good'],
    ['is stale', ['Tue, 17 Nov 2026 12:00:00 +0000'], 'warning'],
    ['is dead', ['Thu, 01 Oct 2026 12:00:00 +0000'], 'bad'],
    ['is empty', [], 'warning'],
  ])('%s', async (_name, dates, verdict) => {
    const { port } = await newsServer({}, ...dates);
    expect((await look(port)).verdict).toBe(verdict);
  });

  test('is not carried at all', async () => {
    const { port } = await newsServer({ groups: ['misc.test'] });
    const { verdict, finding } = await look(port);
    expect(verdict).toBe('bad');
    expect(finding).toContain('does not carry it');
  });

  test('is carried by one of two', async () => {
    const [lacking, having] = [await newsServer({ groups: ['misc.test'] }), await newsServer({}, fresh)];
    expect((await look(lacking.port, having.port)).verdict).toBe('warning');
  });

  test('cannot be asked for', async () => {
    expect((await look(await closedPort())).verdict).toBe('warning');
  });
});

describe('the clock', () => {
  const seconds = (n: number) => new TestClock(Date.parse(noon) + n * 1000);
  const look = async (...theirs: number[]) => {
    const servers = await Promise.all(theirs.map((n) => newsServer({ clock: seconds(n) })));
    return only(await opened(servers.map(({ port }) => newsTable(port)).join('')).look(checkClock));
  };

  test.each([
    ['is right', 10, 'good', /agrees/],
    ['is a little ahead', -50, 'warning', /50 seconds ahead of/],
    ['is ahead by more than mail takes: signatures come from the future', -180, 'bad', /3 minutes ahead of/],
    ['is as far behind, which is seen but not refused', 180, 'warning', /3 minutes behind/],
    ['is days behind', 3 * 86_400, 'bad', /3 days behind/],
  ])('%s', async (_name, theirs, verdict, words) => {
    expect(await look(theirs)).toMatchObject({ verdict, finding: expect.stringMatching(words) });
  });

  test('is not called wrong by one liar among three', async () => {
    expect((await look(0, 86_400, 1)).verdict).toBe('good');
  });

  test('cannot be compared', async () => {
    expect(only(await opened('').look(checkClock)).verdict).toBe('warning');
  });
});

describe('a way out', () => {
  const relayTable = (port: number, more = 'security = "none"\nallow_direct = true') =>
    `[transport.relay]\ntype = "smtp"\nhost = "127.0.0.1"\nport = ${port}\n${more}\n`;

  async function relayPort(answers: RelayAnswers = {}) {
    const relay = await startRelay(answers);
    ends.push(() => {
      relay.stop();
    });
    return relay.port;
  }

  async function tlsRelay() {
    const { certificate: cert, key } = await localCertificate();
    const server = new SMTPServer({ cert, key, authOptional: true, disableReverseLookup: true });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    ends.push(
      () =>
        new Promise<void>((resolve) => {
          server.close(resolve);
        }),
    );
    return { port: (server.server.address() as AddressInfo).port, pin: new X509Certificate(cert).fingerprint256 };
  }

  test('by a relay that answers is good, with what it offers', async () => {
    const { verdict, finding } = only(await opened(relayTable(await relayPort())).look(checkRelays));
    expect(verdict).toBe('good');
    expect(finding).toMatch(/offers SIZE 1000000, AUTH PLAIN\.$/);
  });

  test('by STARTTLS shows whose certificate it is', async () => {
    const { port, pin } = await tlsRelay();
    const more = (one: string) => `security = "starttls"\nallow_direct = true\npin = "${one}"`;
    const { verdict, finding } = only(await opened(relayTable(port, more(pin))).look(checkRelays));
    expect({ verdict, finding }).toEqual({
      verdict: 'good',
      finding: expect.stringMatching(/its certificate pinned until/),
    });
    const wrong = only(await opened(relayTable(port, more('0'.repeat(64)))).look(checkRelays));
    expect(wrong).toMatchObject({ verdict: 'bad', next: expect.stringContaining('fingerprint') });
  });

  test.each<[string, RelayAnswers, string]>([
    ['that refuses the login', { AUTH: '535 no' }, '"password"'],
    ['that is busy', { greeting: '421 later' }, 'later'],
  ])('by a relay %s is bad', async (_name, answers, next) => {
    const more = 'security = "none"\nallow_direct = true\nuser = "alice"\npassword = "bamboo"';
    const found = only(await opened(relayTable(await relayPort(answers), more)).look(checkRelays));
    expect(found).toMatchObject({ verdict: 'bad', next: expect.stringContaining(next) });
    expect(found.finding).not.toContain('bamboo');
  });

  test('by a relay that is down is bad', async () => {
    const found = only(await opened(relayTable(await closedPort())).look(checkRelays));
    expect(found).toMatchObject({ verdict: 'bad', check: 'way out relay', next: expect.stringContaining('port') });
  });

  test('by a folder is good, by a file in its place bad', async () => {
    const folder = temporaryFolder();
    const table = (path: string) => `[transport.stick]\ntype = "folder"\npath = "${path}"\n`;
    expect(only(await opened(table(folder)).look(checkRelays)).verdict).toBe('good');
    const one = opened(table('/dev/null'));
    expect(only(await one.look(checkRelays)).verdict).toBe('bad');
  });

  test('by a program that is there is a warning, as nobody sees where it sends; by one that is not, bad', async () => {
    const table = (program: string) => `[transport.mix]\ntype = "command"\ncommand = ["${program}", "--mail"]\n`;
    expect(only(await opened(table('sh')).look(checkRelays))).toMatchObject({
      verdict: 'warning',
      finding: 'sh is there, and can be run.',
      meaning: expect.stringContaining('cannot see where that sends'),
      next: expect.stringContaining('torsocks'),
    });
    expect(only(await opened(table('/no/such/mixmaster')).look(checkRelays))).toMatchObject({
      verdict: 'bad',
      finding: 'There is no program mixmaster that can be run.',
      next: expect.stringContaining('Install the program'),
    });
  });

  test('is missing', async () => {
    expect(only(await opened('').look(checkRelays))).toMatchObject({ verdict: 'bad', check: 'ways out' });
  });
});
