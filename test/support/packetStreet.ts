import { afterEach } from '@jest/globals';
import { silentLog } from '../../src/base/log';
import { configSchema } from '../../src/bridge/config';
import type { FindRoute } from '../../src/bridge/routes';
import { lenderOf } from '../../src/bridge/streets';
import { openPosts, openTransports, type OutgoingParts, type Remailers } from '../../src/outgoing';
import { armor as mixArmor } from '../../src/protocol/remailer/mixmaster/armor';
import type { MixRemailer } from '../../src/protocol/remailer/mixmaster/pubring';
import { armor as yamnArmor } from '../../src/protocol/remailer/yamn/armor';
import type { YamnRemailer } from '../../src/protocol/remailer/yamn/pubring';
import { readArmor } from '../../src/protocol/remailer';
import { TestClock } from './clock';
import { openMix } from './mixmaster';
import { type AlicesBridge, aliceActive } from './nyms';
import { openStreetOut } from './outgoing';
import { seededRandom } from './random';
import { startRelay, type RelayAnswers } from './relay';
import { openRemailers } from './yamn';
import { among, follow } from './packetWay';

// Alice's street out through remailers: a relay on loopback that takes the packets, and remailers that can be asked what is in them.

const listed = { version: '4:0.2.7', from: 0, until: Infinity };
const standing = { latency: 1800, reliability: 100, latencyHistory: '', history: '' };

const relays: { stop: () => void }[] = [];
afterEach(() => {
  for (const relay of relays.splice(0)) relay.stop();
});

/** Until the test ends: Alice's way out, of the type and with the settings given; and beside it `mix` and, without remailers, `direct`. */
export async function openPacketStreet(
  settings: { readonly type: 'yamn' | 'mixmaster'; readonly spread?: string; readonly [name: string]: unknown },
  more: Partial<OutgoingParts> & {
    answers?: never;
    bridge?: AlicesBridge;
    clock?: TestClock;
    relayAnswers?: RelayAnswers;
    /** Directly, unless told otherwise. */
    route?: FindRoute;
  } = {},
) {
  const { relayAnswers, ...parts } = more;
  const relay = await startRelay(relayAnswers);
  relays.push(relay);
  const bridge = more.bridge ?? (await aliceActive());
  const clock = more.clock ?? new TestClock();
  // packets are looked into when all have come, some days after the first was made
  const day = Math.floor(clock.now() / 86_400_000) + 4;
  const random = seededRandom('packets');
  const yamn = await openRemailers(['ant', 'bee', 'cat', 'dog'], random, day);
  const mix = ([1024, 2048, 2048, 1024] as const).map((bits, i) => openMix(`mix${i}`, bits, day));
  const remailers = knownOf(yamn, mix);
  const place = { host: '127.0.0.1', port: relay.port, security: 'none', allow_direct: true };
  const config = configSchema.parse({
    transport: {
      [bridge.alice.transport]: { ...place, ...settings },
      mix: { ...place, type: 'mixmaster', spread: settings.spread, distance: 1, large: 'direct' },
      direct: { ...place, type: 'smtp' },
    },
  });
  const lend = lenderOf({
    route: more.route ?? (() => ({ via: 'direct' })),
    random,
    clock,
    store: bridge.store,
    remailers,
  });
  const street = await openStreetOut({
    ...parts,
    bridge,
    clock,
    random,
    log: silentLog,
    transports: openTransports(config.transport, lend),
    posts: openPosts(config.transport, lend),
  });
  return {
    ...street,
    relay,
    /** Queues messages to a nym through remailers, as `nymbridge remailers ping` does. */
    ping: async (nym: string, ...names: string[]) =>
      (await config.transport.smtp?.ping?.(lend('smtp'), { nym, remailers: names })) ?? [],
    /** What came to the relay so far, packet by packet. */
    packets: () =>
      relay.messages.map((mail) => readArmor(Buffer.from(mail), settings.type === 'yamn' ? yamnArmor : mixArmor)),
    entries: () => relay.messages.map((mail) => /^To: (.*)\r$/m.exec(mail)?.[1] ?? ''),
    followYamn: (packet: Buffer, entry: string) => follow(packet, among(yamn), entry),
    followMix: (packet: Buffer, entry: string) => follow(packet, among(mix), entry),
  };
}

function knownOf(
  yamn: Awaited<ReturnType<typeof openRemailers>>,
  mix: readonly ReturnType<typeof openMix>[],
): Remailers {
  const about = (address: string, caps: string) => ({ ...listed, address, name: address.split('@')[0] ?? '', caps });
  const yamns: YamnRemailer[] = yamn.map(({ hop }) => ({
    ...about(hop.address, 'E'),
    keyId: hop.keyId.toString('hex'),
    publicKey: hop.publicKey,
  }));
  const mixes: MixRemailer[] = mix.map(({ hop: { address, ...publicKey } }) => ({
    ...about(address, 'C'),
    keyId: publicKey.keyId.toString('hex'),
    publicKey,
  }));
  const statistics = (all: readonly { name: string }[]) => ({
    standings: new Map(all.map(({ name }) => [name, { name, ...standing }])),
    broken: [],
    noExits: new Set<string>(),
  });
  return {
    yamn: async () => ({ remailers: yamns, statistics: statistics(yamns) }),
    mixmaster: async () => ({ remailers: mixes, statistics: statistics(mixes) }),
  };
}
