import { afterEach, expect, test } from '@jest/globals';
import { openRoutes } from '../../../src/bridge/routes';
import { mailText, submitted, usual } from '../../support/letters';
import { openPacketStreet } from '../../support/packetStreet';
import { seededRandom } from '../../support/random';
import { startSocks, type SocksProxy } from '../../support/socks';

// How the entries of chains are reached through Tor's port: each packet by the relay, or at the entry's own onion.

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const onion = `${'a'.repeat(56)}.onion`;

async function open(settings: { chain: string; onions?: Record<string, string>; user?: string; password?: string }) {
  const street: { relay?: { host: string; port: number; stop(): void } } = {};
  const proxy: SocksProxy = await startSocks({ target: () => street.relay ?? 1 });
  const route = openRoutes({ host: '127.0.0.1', port: proxy.port, any_proxy: true }, seededRandom('routes'));
  const relay = { host: 'relay.onion', port: 587, security: 'none', allow_direct: false };
  const opened = await openPacketStreet({ type: 'yamn', spread: '0', ...relay, ...settings }, { route });
  street.relay = opened.relay;
  ends.push(() => {
    proxy.stop();
    opened.relay.stop();
  });
  const write = async () => {
    await opened.outgoing.submit(submitted(mailText(usual)));
    await opened.outgoing.workOff();
  };
  return { ...opened, proxy, write };
}

const placesOf = ({ asked }: SocksProxy) => asked.map(({ host, as, port }) => [host, as, port]);

test('a packet for an entry with an onion goes there, to port 25, by a name that nobody looks up', async () => {
  const { proxy, write, entries } = await open({ chain: 'ant,*,*', onions: { 'Ant@Mix.test': onion } });
  await write();
  expect(placesOf(proxy)).toEqual([[onion, 'name', 25]]);
  expect(entries()).toEqual(['ant@mix.test']);
});

test('a packet for any other entry goes to the relay', async () => {
  const { proxy, write } = await open({ chain: 'bee,*,*', onions: { 'ant@mix.test': onion } });
  await write();
  expect(placesOf(proxy)).toEqual([['relay.onion', 'name', 587]]);
});

test('an entry at its onion is not told the login of the relay', async () => {
  const login = { user: 'alice', password: 'bamboo' };
  const { relay, write, packets } = await open({ chain: 'ant,*,*', onions: { 'ant@mix.test': onion }, ...login });
  await write();
  expect(packets()).toHaveLength(1);
  expect(relay.said.join()).not.toMatch(/AUTH/);
});

test('each packet has a circuit of its own, at one onion as at one relay', async () => {
  for (const onions of [{}, { 'ant@mix.test': onion }]) {
    const { proxy, write } = await open({ chain: 'ant,*,*', onions });
    for (let n = 0; n < 3; n++) await write();
    expect(new Set(proxy.asked.map(({ user }) => user)).size).toBe(3);
  }
});
