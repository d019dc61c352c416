import { createTransport } from 'nodemailer';
import { silentLog } from '../../src/base/log';
import { mixmaster, usualRules, writeArmor, yamn, drawChains, readChain } from '../../src/protocol/remailer';
import type { Packed } from '../../src/protocol/remailer';
import { startWorld } from '../../src/sandbox';
import type { KindName, Mix, MixOptions, World } from '../../src/sandbox';
import { TestClock } from './clock';
import { secretKey } from './keys';
import { seededRandom } from './random';

const millisecondsADay = 86_400_000;

/** A world with remailers, and packets for them that are made from what they publish. */
export interface MixWorld {
  readonly world: World;
  readonly mix: Mix;
  readonly clock: TestClock;
  /** A letter in packets, one for each copy, by a chain such as `*,alder`. */
  pack(kind: KindName, chain: string, letter: string, copies?: number): Packed[];
  dummy(kind: KindName, chain: string): Packed;
  /** Hands packets to the relay by SMTP, and waits until they are at their entries. */
  mail(kind: KindName, packets: readonly Packed[]): Promise<void>;
  /** Lets every pool come to its time so often. */
  pass(hops: number): Promise<void>;
}

export async function startMixWorld(mixOptions: MixOptions = {}): Promise<MixWorld> {
  const clock = new TestClock();
  const random = seededRandom('mix world');
  const { patienceMs = 200 } = mixOptions;
  const mixWishes = { enough: 100, ...mixOptions, patienceMs };
  const serverKey = await secretKey('server');
  const world = await startWorld({ clock, random, log: silentLog, serverKey, mix: mixWishes });
  const { mix } = world;
  if (!mix) throw new Error('the world has no remailers');
  const around = { random, day: Math.floor(clock.now() / millisecondsADay) };
  const yamnChains = (chain: string, copies: number) => {
    const { remailers } = yamn.readPubring(Buffer.from(mix.texts('yamn').pubring), clock.now());
    const statistics = yamn.readStatistics(Buffer.from(mix.texts('yamn').statistics));
    const drawn = drawChains(
      readChain(chain, remailers, 10),
      { packets: 1, copies },
      { remailers, statistics, rules: usualRules.yamn },
      random,
    );
    return drawn.map((list) => list.map((one) => one.map((hop) => ({ ...hop, keyId: Buffer.from(hop.keyId, 'hex') }))));
  };
  const mixChains = (chain: string, packets: number, copies: number) => {
    const { remailers } = mixmaster.readPubring(Buffer.from(mix.texts('mixmaster').pubring), clock.now());
    const statistics = mixmaster.readStatistics(Buffer.from(mix.texts('mixmaster').statistics));
    const rules = usualRules.mixmaster;
    const drawn = drawChains(
      readChain(chain, remailers, 20),
      { packets, copies },
      { remailers, statistics, rules },
      random,
    );
    return drawn.map((list) => list.map((one) => one.map(({ address, publicKey }) => ({ ...publicKey, address }))));
  };
  const pack = (kind: KindName, chain: string, letter: string, copies = 1) => {
    if (kind === 'yamn') return yamn.packMessage(Buffer.from(letter), yamnChains(chain, copies), around);
    const payload = mixmaster.writePayload(payloadOf(letter), false);
    return mixmaster.packMessage(payload, mixChains(chain, mixmaster.partsOf(payload.length), copies), around);
  };
  const dummy = (kind: KindName, chain: string) =>
    kind === 'yamn'
      ? yamn.packDummy(yamnChains(chain, 1)[0]?.[0] ?? [], around)
      : mixmaster.packDummy(mixChains(chain, 1, 1)[0]?.[0] ?? [], around);
  const mail = async (kind: KindName, packets: readonly Packed[]) => {
    const transport = createTransport({ host: world.relay.host, port: world.relay.port, ignoreTLS: true });
    const { armor } = kind === 'yamn' ? yamn : mixmaster;
    for (const { to, packet } of packets)
      await transport.sendMail({
        envelope: { from: 'relay@example.net', to },
        raw: `To: ${to}\n\n${writeArmor(packet, armor)}`,
      });
    transport.close();
    await world.settled();
  };
  const pass = async (hops: number) => {
    for (let hop = 0; hop < hops; hop++) {
      await clock.advance(patienceMs);
      await world.settled();
    }
  };
  return { world, mix, clock, pack, dummy, mail, pass };
}

/** As the user's letter is put: To is the destination, all else a header line. */
function payloadOf(letter: string): mixmaster.Payload {
  const end = letter.indexOf('\n\n');
  const lines = letter.slice(0, end).split('\n');
  const isTo = (line: string) => line.startsWith('To: ');
  return {
    destinations: lines.filter(isTo).map((line) => line.slice(4)),
    headers: lines.filter((line) => !isTo(line)),
    text: Buffer.from(letter.slice(end + 2)),
  };
}
