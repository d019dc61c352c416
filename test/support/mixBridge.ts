import { silentLog } from '../../src/base/log';
import { listRemailers, pingRemailers } from '../../src/bridge';
import { configSchema } from '../../src/bridge/config';
import type { Bridge } from '../../src/bridge/open';
import { openStreets } from '../../src/bridge/streets';
import { saveCertificate } from '../../src/bridge/surroundings';
import type { SubmittedMail } from '../../src/outgoing';
import type { KindName } from '../../src/sandbox';
import { mailsOf } from './incoming';
import { startMixWorld } from './mixWorld';
import { aliceDraft } from './nyms';
import { seededRandom } from './random';
import { writeLists } from './remailerLists';
import { localCertificate } from './smtp';

/** How long mail waits in a remailer of this world, in ms. */
export const poolMs = 600_000;

/** A world with remailers of one kind, and Alice's whole bridge in it, whose letters go through them; her nym is confirmed. */
export async function startMixBridge(kind: KindName, settings: object = {}) {
  const mixWorld = await startMixWorld({ kinds: [kind], largeBits: 2048, patienceMs: poolMs });
  const { world, mix, clock } = mixWorld;
  const { store, nyms, alice } = await aliceDraft();
  saveCertificate(store, await localCertificate());
  const { pubring, statistics } = mix.texts(kind);
  const near = ({ host, port }: { host: string; port: number }) => ({
    host,
    port,
    security: 'none',
    allow_direct: true,
  });
  const config = configSchema.parse({
    news: [near(world.news)],
    send: { transport: 'smtp' },
    transport: { smtp: { type: kind, spread: '0', ...near(world.relay), ...settings } },
    remailers: { [kind]: { pubring: writeLists([pubring]), statistics: writeLists([statistics]) } },
  });
  const paths = { config: '', data: '', certificate: '' };
  const around = { clock, random: seededRandom('mix bridge'), log: silentLog };
  const bridge: Bridge = { ...around, paths, config, store, nyms, close: () => undefined };
  let streets = openStreets(bridge);
  /** Hands over what is due. */
  const handOver = async () => {
    await streets.outgoing.workOff();
    await world.settled();
  };
  /** Lets remailers pass everything on, `between` each hop and the next. */
  const pass = async (between: () => void = () => undefined) => {
    for (let hop = 0; hop < 4; hop++) {
      between();
      await mixWorld.pass(1);
    }
  };
  const read = () => streets.incoming.fetchOnce();
  await streets.outgoing.create(alice);
  await handOver();
  await pass();
  await read();
  return {
    ...{ world, mix, clock, bridge, store, handOver, pass, read },
    ping: (...remailers: string[]) => pingRemailers(bridge, { remailers, nym: alice.address }),
    /** Takes a mail of Alice's from her mail client. */
    submit: (mail: SubmittedMail) => streets.outgoing.submit(mail),
    /** What is known of each remailer's pings. */
    pings: () => listRemailers(bridge).pings,
    mails: () => mailsOf(store, alice.id).filter(({ mailbox }) => mailbox === 'INBOX'),
    /** As if the program had been killed, and started anew. */
    restart: async () => {
      await streets.incoming.stop();
      streets = openStreets(bridge);
      streets.outgoing.resolveInterrupted();
    },
    stop: async () => {
      await streets.incoming.stop();
      await world.stop();
    },
  };
}
