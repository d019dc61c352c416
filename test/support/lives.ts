import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLog } from '../../src/base/log';
import { configSchema } from '../../src/bridge/config';
import type { Bridge } from '../../src/bridge/open';
import { saveCertificate } from '../../src/bridge/surroundings';
import { tendNyms } from '../../src/bridge/tend';
import type { Incoming } from '../../src/incoming';
import { openNyms } from '../../src/nym';
import type { Nym, NymState, Nyms } from '../../src/nym';
import type { NymWishes } from '../../src/nym';
import type { Outcome, Outgoing } from '../../src/outgoing';
import { openOutgoing } from '../../src/outgoing';
import type { Mail } from '../../src/sandbox';
import type { News } from '../../src/sandbox/news';
import { openNymServer } from '../../src/sandbox/nymserver';
import type { NymServer } from '../../src/sandbox/nymserver';
import { openMemoryStore } from '../../src/store';
import type { Store } from '../../src/store';
import { TestClock } from './clock';
import { temporaryFolder } from './folder';
import { newsWith, openStreetIn } from './incoming';
import { secretKey } from './keys';
import { seededRandom } from './random';
import { localCertificate } from './smtp';

export const hour = 3_600_000;
export const day = 24 * hour;
export const address = 'panda@nym.test';

/**
 * A bridge and the sandbox's nym server, with both ways between them in the test's hands: what the bridge has handed over lies in
 * `mails`, what the server has posted in `articles`, and either list can be reordered, shortened or doubled before it goes on.
 */
export interface Lives {
  readonly bridge: Bridge;
  readonly store: Store;
  readonly nyms: Nyms;
  readonly clock: TestClock;
  readonly outgoing: Outgoing;
  readonly server: NymServer;
  /** On their way to the server. */
  readonly mails: Mail[];
  /** On their way to the newsgroup. */
  readonly articles: Buffer[];
  /** What the server has sent to the outside. */
  readonly letters: Mail[];
  /** What the relay says next, in order; it takes everything else. */
  readonly answers: Outcome[];
  /** Makes a nym, as a draft: Alice's, with her key, unless wished otherwise. */
  draft(wishes?: Partial<NymWishes>): Promise<Nym>;
  /** That nym, made and confirmed. */
  active(wishes?: Partial<NymWishes>): Promise<Nym>;
  /** The nym as it is now. */
  nym(): Promise<Nym>;
  state(): Promise<NymState>;
  /** Moves of the nym: `requested -> active by article`. */
  moves(): Promise<string[]>;
  /** The chore of the bridge, then the worker of the outbox. */
  tend(): Promise<void>;
  /** Everything due goes into `mails`. */
  handOver(): Promise<void>;
  /** The server works off `mails`; what it posts goes into `articles`. */
  serve(): Promise<void>;
  /** The bridge fetches `articles`. */
  read(): Promise<void>;
  /** Lets time pass, in steps of six hours (or, from a week on, a day), tending and handing over, and serving and reading where that is wanted. */
  pass(ms: number, how?: 'both ways' | 'out only' | 'not at all'): Promise<void>;
  stop(): Promise<void>;
}

export async function startLives(
  options: { readonly reserved?: readonly string[]; readonly knowsLayers?: boolean } = {},
): Promise<Lives> {
  const clock = new TestClock();
  const random = seededRandom('lives');
  const store = openMemoryStore();
  const nyms = openNyms(store);
  const key = await secretKey('server');
  await nyms.addServer('nym.test', key.publicKey, clock.now());
  saveCertificate(store, await localCertificate());
  const [mails, articles, letters, answers]: [Mail[], Buffer[], Mail[], Outcome[]] = [[], [], [], []];
  const around = { clock, random, log: silentLog };
  const server = openNymServer({
    ...around,
    ...{ domain: 'nym.test', key, ...options },
    post: (article) => void articles.push(article),
    send: (mail) => void letters.push(mail),
  });
  const outgoing = openOutgoing({
    ...{ ...around, store, nyms, transports: { smtp: transport(mails, answers) } },
    authenticate: async () => false,
    tls: { cert: '', key: '' },
  });
  const config = configSchema.parse({ transport: { smtp: { type: 'folder', path: '/nowhere' } } });
  const paths = { config: join(temporaryFolder(), 'config.toml'), data: '', certificate: '' };
  writeFileSync(paths.config, '', { mode: 0o600 });
  const bridge: Bridge = { ...around, paths, config, store, nyms, close: () => undefined };
  const news = await newsWith(clock, []);
  const incoming = openStreetIn({ store, nyms, clock }, [news], { acknowledge: outgoing.acknowledge });
  const world = { bridge, store, nyms, clock, outgoing, server, mails, articles, letters, answers };
  return { ...world, ...acts(world, news, incoming) };
}

type World = Pick<
  Lives,
  'bridge' | 'store' | 'nyms' | 'clock' | 'outgoing' | 'server' | 'mails' | 'articles' | 'letters' | 'answers'
>;

function transport(mails: Mail[], answers: Outcome[]) {
  return {
    send: async ({ to, source }: { to: string; source: Buffer }): Promise<Outcome> => {
      const answer = answers.shift() ?? { result: 'taken' };
      if (answer.result === 'taken') mails.push({ from: 'nobody@anonymous.invalid', to, source });
      return answer;
    },
    check: async (): Promise<Outcome> => ({ result: 'taken' }),
  };
}

function acts(world: World, news: News, incoming: Incoming) {
  const { bridge, nyms, clock, outgoing, server, mails, articles } = world;
  const nym = async () => {
    const found = await nyms.byAddress(address);
    if (!found) throw new Error(`${address} is gone`);
    return found;
  };
  const handOver = () => outgoing.workOff();
  const tend = async () => {
    await tendNyms(bridge, { outgoing });
    await handOver();
  };
  const serve = async () => {
    for (const mail of mails.splice(0)) server.deliver(mail);
    await server.settled();
  };
  const read = async () => {
    for (const article of articles.splice(0)) news.spool.take(article);
    await incoming.fetchOnce();
  };
  const draft = async (wishes: Partial<NymWishes> = {}) => {
    const key = wishes.algorithm === undefined ? { key: await secretKey('alice') } : {};
    return nyms.create({ address, transport: 'smtp', ...key, ...wishes }, clock.now(), bridge.random);
  };
  const pass: Lives['pass'] = async (ms, how = 'both ways') => {
    const step = ms < 7 * day ? 6 * hour : day;
    for (const end = clock.now() + ms; clock.now() < end;) {
      await clock.advance(Math.min(step, end - clock.now()));
      if (how === 'not at all') continue;
      await tend();
      if (how === 'out only') continue;
      await serve();
      if (articles.length > 0) await read();
    }
  };
  return {
    ...{ nym, draft, tend, handOver, serve, read, pass },
    active: async (wishes: Partial<NymWishes> = {}) => {
      await outgoing.create(await draft(wishes));
      await handOver();
      await serve();
      await read();
      return nym();
    },
    state: async () => (await nym()).state,
    moves: async () =>
      nyms.events((await nym()).id).map(({ from, to, evidence }) => `${from} -> ${to} by ${evidence.split(' ')[0]}`),
    stop: async () => {
      await incoming.stop();
      await news.stop();
    },
  };
}
