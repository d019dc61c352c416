import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sandboxConfig } from '../../src/cli/sandboxHome';
import { alice, bob, type Circle, openCircle } from '../support/circle';
import { until, untilActive } from '../support/mailClient';
import { end, Home, type Serving } from '../support/program';
import { type SocksAsked, type SocksProxy, startSocks } from '../support/socks';
import { type FastClock, startFastClock } from './fastClock';
import { freePort } from './freePort';
import { mayMakeNamespaces, type Namespace, openNamespace } from './namespace';

// The bridge in a network namespace whose only way out is the proxy's port, for an hour of its own clock: letters, news, and all
// that may go wrong. Every packet is counted; the last test shows that the counters count.

const permitted = mayMakeNamespaces();
if (!permitted) process.stderr.write('Skipped: this user may not make network namespaces (try as root).\n');

const hour = 3_600_000;
const patienceMs = 240_000;
const mailPorts = { imap: 1143, smtp: 1025 };
/** Replies of a SOCKS5 proxy (RFC 1928 §6). */
const replies = { unreachable: 4, refused: 5 };

let clock: FastClock;
let space: Namespace;
let circle: Circle;
let serving: Serving;
let proxy: SocksProxy;
let proxyPort: number;
const asked: SocksAsked[] = [];
let isRelayUp = true;
const ends: (() => unknown)[] = [];

/** Answers as Tor does, and knows two hosts and no others. */
async function startProxy(): Promise<void> {
  const { news, relay } = circle.world;
  const target = (one: SocksAsked) => {
    asked.push(one);
    if (one.host === 'news.test') return news;
    if (one.host === 'relay.test') return isRelayUp ? relay : replies.refused;
    return replies.unreachable;
  };
  proxy = await startSocks({ listen: { host: space.host, port: proxyPort }, target });
}

const places = { news: { host: 'news.test', port: 119 }, relay: { host: 'relay.test', port: 25 } };
/** A second news server has a name that nobody knows. */
function configText(): string {
  return `
tor = { host = "${space.host}", port = ${proxyPort} }
${sandboxConfig(places)
  .replaceAll('allow_direct = true\n', '')
  .replace('imap.port = 0', `imap.port = ${mailPorts.imap}`)
  .replace('smtp.port = 0', `smtp.port = ${mailPorts.smtp}`)
  .replace('fetch.interval = "1s"', 'fetch.interval = "30s"')}
[[news]]
host = "gone.test"
port = 119
security = "none"
`;
}

/** Alice's mail client within. */
function curl(...words: string[]): Promise<string> {
  const login = ['--cacert', circle.certificateFile, '--user', `${alice}:${circle.password}`];
  return space.run('curl', '-sS', '--ssl-reqd', ...login, ...words);
}

async function submit(subject: string): Promise<void> {
  const file = join(circle.home.folder, 'letter.eml');
  writeFileSync(file, `From: ${alice}\r\nTo: ${bob}\r\nSubject: ${subject}\r\n\r\nHello Bob.\r\n`);
  const envelope = ['--mail-from', alice, '--mail-rcpt', bob];
  await curl(`smtp://127.0.0.1:${mailPorts.smtp}`, ...envelope, '--upload-file', file);
}

const answered = (subject: string) =>
  until(
    `the answer to "${subject}"`,
    async () => {
      const found = await curl(`imap://127.0.0.1:${mailPorts.imap}/INBOX`, '-X', `SEARCH SUBJECT "Re: ${subject}"`);
      return /^\* (?:E?SEARCH) .*\b\d+/m.test(found) || undefined;
    },
    patienceMs,
  );

/** Resolves when a letter has been tried in vain; it waits, then, and has not failed. */
const waiting = (subject: string) =>
  until(`"${subject}" to be tried`, async () => {
    const { out } = await circle.home.run('outbox', 'list', '--json');
    const rows = JSON.parse(out) as { subject: string | null; state: string; attempts: number }[];
    return rows.find((one) => one.subject === subject && one.state === 'queued' && one.attempts > 0);
  });

(permitted ? describe : describe.skip)('in a namespace', () => {
  beforeAll(async () => {
    clock = startFastClock(30);
    proxyPort = await freePort();
    space = await openNamespace(proxyPort, Object.values(mailPorts));
    ends.unshift(() => space.stop());
    const home = new Home(() => [...space.words, ...clock.words()]);
    circle = await openCircle({ clock, home });
    ends.unshift(() => circle.remove());
    await startProxy();
    ends.unshift(() => {
      proxy.stop();
    });
    home.configure(configText());
    serving = await home.serve();
    await untilActive(circle);
  });

  afterAll(async () => {
    for (const end of ends) await end();
  });

  test('an hour of letters, news and failures sends packets to the proxy’s port and nowhere else', async () => {
    const start = clock.now();
    const { home } = circle;

    await submit('while all is well');
    await answered('while all is well');

    isRelayUp = false;
    await submit('while the relay is away');
    await waiting('while the relay is away');
    isRelayUp = true;
    await answered('while the relay is away');

    proxy.stop();
    await submit('while Tor is away');
    await waiting('while Tor is away');
    await startProxy();
    await answered('while Tor is away');

    expect(await home.run('newnym')).toMatchObject({ status: 0 });
    expect(await home.run('fetch')).toMatchObject({ status: 0 });
    expect((await home.run('doctor')).out).toContain('gone.test');
    expect((await home.run('status')).status).toBe(0);
    // a host that nobody knows
    expect((await home.run('server', 'check', 'nym.test', '--key', 'hkps://keys.test')).status).toBe(1);

    for (let n = 1; n <= 20; n++) {
      await submit(`letter ${n}`);
      await answered(`letter ${n}`);
    }
    await until('the hour to be over', () => clock.now() - start > hour || undefined, patienceMs);
    await submit('after an hour');
    await answered('after an hour');
    expect(await end(serving.child, 'SIGTERM')).toBe(0);

    const seen = circle.world.outside.received.map(({ source }) => source.toString('latin1'));
    expect(seen).toHaveLength(24);
    expect(dateOf(seen.at(-1)) - dateOf(seen[0])).toBeGreaterThan(0.9 * hour);
    expect(new Set(asked.map(({ host }) => host))).toEqual(
      new Set(['news.test', 'relay.test', 'gone.test', 'keys.test']),
    );
    expect(new Set(asked.map(({ as }) => as))).toEqual(new Set(['name']));
    expect(asked.filter(({ host }) => host === 'news.test').length).toBeGreaterThan(60);
    const { proxy: toProxy, mail, ...elsewhere } = await space.counted();
    expect(elsewhere).toEqual({ names: 0, others: 0 });
    expect(toProxy).toBeGreaterThan(1000);
    expect(mail).toBeGreaterThan(1000);
  });

  test('that is no wonder of the counters: they see a name asked for, a connection, a datagram, IPv6, the bridge itself', async () => {
    const moved = async (attempt: () => Promise<unknown>) => {
      const before = await space.counted();
      await attempt().catch(() => undefined);
      const after = await space.counted();
      return { names: after.names - before.names, others: after.others - before.others };
    };
    expect((await moved(() => space.run('getent', 'hosts', 'nym.test'))).names).toBeGreaterThan(0);
    const curlTo = (url: string) => () => space.run('curl', '-sS', '--max-time', '1', url);
    for (const url of ['http://192.0.2.7/', 'http://[2001:db8::7]/', `http://${space.host}:80/`])
      expect((await moved(curlTo(url))).others).toBeGreaterThan(0);
    const datagram = () => space.run('bash', '-c', 'echo > /dev/udp/192.0.2.7/123');
    expect(await moved(datagram)).toEqual({ names: 0, others: 1 });
    const direct = configText().replace('host = "news.test"', 'host = "news.test"\nallow_direct = true');
    circle.home.configure(direct);
    expect((await moved(() => circle.home.run('fetch'))).names).toBeGreaterThan(0);
  });
});

/** When a letter was sent, by its own account. */
function dateOf(source = ''): number {
  return Date.parse(/^Date: (.*)$/m.exec(source)?.[1] ?? '');
}
