import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sandboxConfig } from '../../src/cli/sandboxHome';
import { type Circle, openCircle } from '../support/circle';
import { type Gate, openGate } from '../support/gate';
import { submit, until, untilActive } from '../support/mailClient';
import type { Serving } from '../support/program';
import { type TorWatch, watchTor } from './torControl';
import { startTorNetwork, type TorNetwork } from './torNetwork';

// Remailers through the real Tor: their lists come from one onion, packets go to another, and those for one entry to its own.

const patienceMs = 240_000;

let circle: Circle;
let entry: Gate;
let tor: TorNetwork<'news' | 'relay' | 'entry' | 'lists'>;
let watch: TorWatch;
let serving: Serving;

const ends: (() => unknown)[] = [];
beforeAll(async () => {
  circle = await openCircle({ chain: { kind: 'yamn', chain: '*,*' } });
  ends.unshift(() => circle.remove());
  const { home, world } = circle;
  entry = await openGate(world.relay);
  entry.open();
  ends.unshift(() => {
    entry.stop();
  });
  const { hostname, port } = new URL(world.mix?.url ?? '');
  tor = await startTorNetwork({
    ...{ news: world.news, relay: world.relay, entry: { host: entry.host, port: entry.port, onionPort: 25 } },
    lists: { host: hostname, port: Number(port), onionPort: 80 },
  });
  ends.push(() => tor.stop());
  watch = await watchTor(tor.controlPort, tor.cookieFile);
  ends.unshift(() => {
    watch.stop();
  });
  const { relay, lists } = tor.onions;
  const direct = sandboxConfig(tor.onions, 'remailers').replaceAll('allow_direct = true\n', '');
  home.configure(`tor.port = ${tor.socksPort}
${direct}
[remailers.yamn]
pubring = ["http://${lists.host}/yamn/pubring.mix"]
statistics = ["http://${lists.host}/yamn/mlist2.txt"]
[transport.remailers]
type = "yamn"
chains = { config = "birch,*", send = "alder,*" }
onions = { "mix@alder.test" = "${tor.onions.entry.host}" }
spread = "0"
host = "${relay.host}"
port = ${relay.port}
security = "none"
`);
});

afterAll(async () => {
  for (const end of ends) await end();
});

const to = (place: keyof typeof tor.onions) => {
  const { host, port } = tor.onions[place];
  return watch.streams.filter((stream) => stream.host === host && stream.port === port);
};
const distinct = (values: readonly (string | undefined)[]) => new Set(values.filter((one) => one !== undefined)).size;

test('the lists are fetched from their onion, each on a circuit of its own', async () => {
  const { out } = await circle.home.run('remailers', 'fetch', '--json');
  expect(JSON.parse(out)).toEqual({ sources: 2, fetched: 2 });
  const known = JSON.parse((await circle.home.run('remailers', '--json')).out) as { remailers: { name: string }[] };
  expect(known.remailers.map(({ name }) => name).sort()).toEqual(['alder', 'birch', 'cedar', 'hazel']);
  expect([to('lists').length, distinct(to('lists').map(({ circuit }) => circuit))]).toEqual([2, 2]);
});

test('a request goes by the relay’s onion, and the nym is confirmed', async () => {
  serving = await circle.home.serve();
  await untilActive(circle);
  expect(to('relay').length).toBeGreaterThan(0);
  expect(entry.messages).toEqual([]);
});

test('letters go to the entry’s own onion, each packet on a circuit of its own, and arrive', async () => {
  const before = to('relay').length;
  const subjects = ['first', 'second', 'third'];
  for (const subject of subjects) await submit(circle, serving, { subject, text: 'Hello Bob' });
  const atBob = () =>
    circle.world.outside.received.map(({ source }) => /^Subject: (.*)$/m.exec(source.toString('latin1'))?.[1]);
  await until('the letters', () => (atBob().length >= 3 ? true : undefined), patienceMs);
  expect(atBob().sort()).toEqual(subjects);
  expect(entry.messages).toHaveLength(3);
  expect(to('relay')).toHaveLength(before);
  const streams = to('entry');
  expect([streams.length, distinct(streams.map(({ user }) => user))]).toEqual([3, 3]);
  expect(distinct(streams.map(({ circuit }) => circuit))).toBe(3);
});

test('Tor is asked for the four onions and for nothing else', () => {
  const onions = Object.values(tor.onions).map(({ host }) => host);
  expect(watch.streams.filter(({ host }) => !onions.includes(host))).toEqual([]);
});
