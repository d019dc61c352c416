import { afterEach, expect, test } from '@jest/globals';
import { silentLog } from '../../src/base/log';
import { changeCircuits } from '../../src/bridge';
import { configSchema } from '../../src/bridge/config';
import type { Bridge } from '../../src/bridge/open';
import { openStreets } from '../../src/bridge/streets';
import { saveCertificate } from '../../src/bridge/surroundings';
import { TestClock } from '../support/clock';
import { mailText, submitted, usual } from '../support/letters';
import { aliceActive } from '../support/nyms';
import { seededRandom } from '../support/random';
import { startRelay } from '../support/relay';
import { localCertificate } from '../support/smtp';
import { startSocks, type SocksOptions, type SocksProxy } from '../support/socks';

// Letters go through Tor or they wait: no other proxy is taken for it, and no other way is tried.

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Alice's bridge with one letter in its outbox, a relay, and a proxy before it. */
async function letterBehind(options: SocksOptions, tor: object = {}) {
  const relay = await startRelay();
  const proxy = await startSocks({ target: { host: '127.0.0.1', port: relay.port }, ...options });
  ends.push(
    () => {
      proxy.stop();
    },
    () => {
      relay.stop();
    },
  );
  const config = configSchema.parse({
    tor: { host: '127.0.0.1', port: proxy.port, ...tor },
    transport: { smtp: { type: 'smtp', host: 'relay.test', port: 25, security: 'none' } },
  });
  const { store, nyms } = await aliceActive();
  saveCertificate(store, await localCertificate());
  const clock = new TestClock();
  const paths = { config: '', data: '', certificate: '' };
  const around = { clock, random: seededRandom('tor only'), log: silentLog };
  const bridge: Bridge = { ...around, paths, config, store, nyms, close: () => undefined };
  const { outgoing } = openStreets(bridge);
  const write = () => outgoing.submit(submitted(mailText(usual)));
  await write();
  return { bridge, store, clock, outgoing, write, proxy };
}

test('a proxy that is not Tor is given nothing: the letter waits, and says why and what to do', async () => {
  const { outgoing, store, proxy } = await letterBehind({ tor: false });
  await outgoing.workOff();
  expect(proxy.asked).toEqual([]);
  expect(store.outbox.list()).toMatchObject([
    {
      state: 'queued',
      attempts: 1,
      lastError: expect.stringMatching(/is not Tor, and nothing is sent.*any_proxy = true/),
    },
  ]);
});

test('a proxy that is away keeps the letter waiting, and nothing goes around it', async () => {
  const { outgoing, store, proxy } = await letterBehind({});
  proxy.stop();
  await outgoing.workOff();
  expect(store.outbox.list()).toMatchObject([
    { state: 'queued', lastError: expect.stringContaining('Is Tor running?') },
  ]);
});

test('another proxy is used where the configuration means it in as many words', async () => {
  const { outgoing, store, proxy } = await letterBehind({ tor: false }, { any_proxy: true });
  await outgoing.workOff();
  expect(proxy.asked.map(({ host }) => host)).toEqual(['relay.test']);
  expect(store.outbox.list()).toMatchObject([{ state: 'handed-over' }]);
});

/** Another program takes the port that was Tor's a moment ago. */
async function takePort({ port }: SocksProxy): Promise<SocksProxy> {
  const other = await startSocks({ listen: { host: '127.0.0.1', port }, tor: false, greeting: '220 relay\r\n' });
  ends.push(() => {
    other.stop();
  });
  return other;
}

const notTor = expect.stringContaining('is not Tor');

test('after a failed connection the proxy is asked anew who it is, also within the moment for which Tor is trusted', async () => {
  const { outgoing, store, clock, write, proxy } = await letterBehind({});
  await outgoing.workOff();
  proxy.stop();
  await write();
  await outgoing.workOff();
  const other = await takePort(proxy);
  await clock.advance(2 * 60_000);
  await outgoing.workOff();
  expect(other.asked).toEqual([]);
  expect(store.outbox.list()).toMatchObject([{ state: 'handed-over' }, { attempts: 2, lastError: notTor }]);
});

test('newnym has it asked anew, too', async () => {
  const { bridge, outgoing, store, write, proxy } = await letterBehind({});
  await outgoing.workOff();
  proxy.stop();
  const other = await takePort(proxy);
  changeCircuits(bridge);
  await write();
  await outgoing.workOff();
  expect(other.asked).toEqual([]);
  expect(store.outbox.list()).toMatchObject([{ state: 'handed-over' }, { attempts: 1, lastError: notTor }]);
});

test('newnym gives a bridge at work other circuits, and one that is asked twice others again', async () => {
  const { bridge, outgoing, write, proxy } = await letterBehind({});
  await outgoing.workOff();
  await write();
  await outgoing.workOff();
  changeCircuits(bridge);
  await write();
  await outgoing.workOff();
  const [first, second, third] = proxy.asked.map(({ user }) => user);
  expect(proxy.asked).toHaveLength(3);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});
