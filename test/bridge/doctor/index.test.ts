import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock';
import { silentLog } from '../../../src/base/log';
import { systemRandom } from '../../../src/base/random';
import { Secret } from '../../../src/base/secret';
import { examineBridge, initBridge } from '../../../src/bridge';
import { sandboxConfig } from '../../../src/cli/sandboxHome';
import { startWorld } from '../../../src/sandbox';
import { makeArticle } from '../../support/article';
import { around, begunHome, passphrase } from '../../support/bridge';
import { secretKey } from '../../support/keys';
import { startSocks } from '../../support/socks';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function begun(config: string) {
  const paths = begunHome(config);
  await initBridge(paths, passphrase(), around);
  return paths;
}

async function silentPort(): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

test('a bridge in a whole world is good in everything, and looking has sent nothing', async () => {
  const world = await startWorld({
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    serverKey: await secretKey('server'),
    onEvent: (event) => {
      throw new Error(`nothing may happen: ${event}`);
    },
  });
  ends.push(() => world.stop());
  world.news.spool.take(makeArticle({ date: new Date().toUTCString() }));
  const seen: number[] = [];
  const onProgress = (done: number) => void seen.push(done);
  const findings = await examineBridge(await begun(sandboxConfig(world)), passphrase(), around, { onProgress });
  expect(findings.filter(({ verdict }) => verdict !== 'good')).toEqual([]);
  expect(new Set(findings.map(({ check }) => check.split(' ')[0])).size).toBeGreaterThan(10);
  expect(seen).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
});

test('what does not answer is a finding when time is up, and keeps nobody from the others', async () => {
  const [news, relay] = [await silentPort(), await silentPort()];
  const place = (port: number) => ({ host: '127.0.0.1', port });
  const config = sandboxConfig({ news: place(news), relay: place(relay) });
  const findings = await examineBridge(await begun(config), passphrase(), around, { patienceMs: 300 });
  const late = findings.filter(({ finding }) => finding.startsWith('There was no answer within'));
  expect(late.map(({ check, verdict }) => [check, verdict])).toEqual([
    ['ways out', 'bad'],
    ['news servers', 'bad'],
    ['newsgroup', 'bad'],
    ['clock', 'bad'],
  ]);
  expect(findings.find(({ check }) => check === 'database')?.verdict).toBe('good');
});

test('nothing is reached but through the proxy, and each by a user name of its own', async () => {
  const proxy = await startSocks({ refuse: 4 });
  ends.push(() => {
    proxy.stop();
  });
  const remote = (host: string) => `host = "${host}"\nport = 99\nsecurity = "tls"\n`;
  const config = [
    `imap.port = 0\nsmtp.port = 0\ntor.port = ${proxy.port}\n`,
    ...['one.example', 'two.onion'].map((host) => `[[news]]\n${remote(host)}`),
    `[transport.relay]\ntype = "smtp"\n${remote('relay.example')}`,
  ].join('\n');
  await examineBridge(await begun(config), passphrase(), around);
  expect(proxy.asked.map(({ host, as }) => `${as} ${host}`).sort()).toEqual([
    'name one.example',
    'name relay.example',
    'name two.onion',
  ]);
  expect(new Set(proxy.asked.map(({ user }) => user)).size).toBe(3);
});

test('a store that does not open is a finding, not the end', async () => {
  const paths = await begun('imap.port = 0\nsmtp.port = 0\n');
  writeFileSync(join(paths.data, 'nymbridge.db'), Buffer.alloc(8192, 1));
  const findings = await examineBridge(paths, passphrase(), around, { patienceMs: 2000 });
  const { verdict, next } = findings.at(-1) ?? {};
  expect({ verdict, next }).toEqual({ verdict: 'bad', next: expect.stringContaining('restore') });
  expect(findings.map(({ check }) => check)).toContain('files');
});

test('the wrong passphrase is said at once: there is nothing to examine', async () => {
  const paths = await begun('');
  await expect(examineBridge(paths, Secret.fromText('wrong'), around)).rejects.toThrow(/passphrase is wrong/);
});
