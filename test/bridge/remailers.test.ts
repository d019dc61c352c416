import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  type Bridge,
  fetchRemailers,
  importRemailers,
  initBridge,
  listRemailers,
  openBridge,
  showChains,
} from '../../src/bridge';
import type { LocalCertificate } from '../../src/bridge/certificate';
import { around, begunHome, passphrase } from '../support/bridge';
import { type MixWorld, startMixWorld } from '../support/mixWorld';
import { localCertificate } from '../support/smtp';
import { type SocksAsked, startSocks } from '../support/socks';
import { startWeb, type Web } from '../support/web';

// What remailers publish, fetched by the bridge from where the configuration says: an onion, and a web server by https.

const onion = `${'l'.repeat(56)}.onion`;

let here: MixWorld;
let web: Web;
let certificate: LocalCertificate;
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  here = await startMixWorld({ largeBits: 2048 });
  certificate = await localCertificate();
  const { mix } = here;
  web = await startWeb(({ path }, response) => {
    const text = path === '/yamn/keys' ? mix.texts('yamn').pubring : undefined;
    response.writeHead(text === undefined ? 404 : 200).end(text);
  }, certificate);
  ends.push(
    () => here.world.stop(),
    () => {
      web.stop();
    },
  );
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A bridge whose only way anywhere is a proxy, behind which the onion and the web server are; `isUp` decides whether a host answers. */
async function open(sources: string, isUp: (asked: SocksAsked) => boolean = () => true) {
  const lists = new URL(here.mix.url);
  const target = (asked: SocksAsked) => {
    if (!isUp(asked)) return 4;
    const port = asked.host === onion ? Number(lists.port) : web.port;
    return { host: '127.0.0.1', port };
  };
  const proxy = await startSocks({ target });
  const paths = begunHome(`tor.port = ${proxy.port}\ntor.any_proxy = true\n${sources}`);
  await initBridge(paths, passphrase(), around);
  const openIt = () => openBridge(paths, passphrase(), { ...around, clock: here.clock });
  ends.push(() => {
    proxy.stop();
  });
  return { proxy, openIt };
}

async function within<T>(openIt: () => Bridge, look: (bridge: Bridge) => T | Promise<T>): Promise<T> {
  const bridge = openIt();
  try {
    return await look(bridge);
  } finally {
    bridge.close();
  }
}

const namesOf = (bridge: Bridge) => listRemailers(bridge).remailers.map(({ name, sources }) => `${name} ${sources}`);

test('the lists of both formats are had from an onion, each on a circuit of its own, and chains are drawn from them', async () => {
  const way = (type: string) =>
    `[transport.${type}]\ntype = "${type}"\nchain = "*,*"\nhost = "relay.example"\nport = 25\nsecurity = "starttls"\n`;
  const sources = (kind: string, statistics: string) =>
    `[remailers.${kind}]\npubring = ["http://${onion}/${kind}/pubring.mix"]\nstatistics = ["http://${onion}/${kind}/${statistics}"]\n`;
  const config = `${sources('yamn', 'mlist2.txt')}${sources('mixmaster', 'rlist.txt')}${way('yamn')}${way('mixmaster')}`;
  const { proxy, openIt } = await open(config);
  await within(openIt, async (bridge) => {
    expect(await fetchRemailers(bridge)).toEqual({ sources: 4, fetched: 4 });
    expect(namesOf(bridge)).toHaveLength(8);
    for (const kind of ['yamn', 'mixmaster']) {
      const { plans } = await showChains(bridge, kind);
      expect(plans.map(({ failure, drawn }) => [failure, drawn.length > 0])).toEqual(
        plans.map(() => [undefined, true]),
      );
    }
  });
  expect(proxy.asked.map(({ host, as, port }) => [host, as, port])).toEqual(Array(4).fill([onion, 'name', 80]));
  expect(new Set(proxy.asked.map(({ user }) => user)).size).toBe(4);
});

const two = `[remailers.yamn]
pubring = ["http://${onion}/yamn/pubring.mix", "https://localhost/yamn/keys"]
statistics = ["http://${onion}/yamn/mlist2.txt"]
`;

test('of an onion and a web server by https, that agree, each remailer has two sources', async () => {
  const { openIt } = await open(two);
  await within(openIt, async (bridge) => {
    expect(await fetchRemailers(bridge, certificate.certificate)).toEqual({ sources: 3, fetched: 3 });
    expect(namesOf(bridge)).toEqual(['alder', 'birch', 'cedar', 'hazel'].map((name) => `${name} 2 of 2`));
  });
});

test('a web server whose certificate nobody vouches for is not believed, and the others are', async () => {
  const { openIt } = await open(two);
  await within(openIt, async (bridge) => {
    expect(await fetchRemailers(bridge)).toEqual({ sources: 3, fetched: 2 });
    expect(namesOf(bridge)).toHaveLength(4);
    const failed = listRemailers(bridge).sources.filter(({ failure }) => failure !== null);
    expect(failed.map(({ source }) => source)).toEqual(['https://localhost/yamn/keys']);
  });
  expect(web.asked).toEqual([]);
});

test('what was had once is used on when its source is away, and that is told', async () => {
  let isUp = true;
  const { openIt } = await open(two, () => isUp);
  await within(openIt, async (bridge) => {
    await fetchRemailers(bridge, certificate.certificate);
    isUp = false;
    expect(await fetchRemailers(bridge, certificate.certificate)).toEqual({ sources: 3, fetched: 0 });
    expect(namesOf(bridge)).toHaveLength(4);
    expect(listRemailers(bridge).sources.map(({ failure }) => failure !== null)).toEqual([true, true, true]);
  });
});

test('keys that were imported stay when lists are fetched anew', async () => {
  const { openIt } = await open(two);
  await within(openIt, async (bridge) => {
    importRemailers(bridge, Buffer.from(here.mix.texts('mixmaster').pubring));
    await fetchRemailers(bridge, certificate.certificate);
    expect(namesOf(bridge)).toHaveLength(8);
  });
});
