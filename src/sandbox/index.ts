// A whole world on loopback and in memory: a nym server, a news server, a relay, remailers if wished, and everybody outside.
import type { Clock } from '../base/clock';
import { toLf } from '../base/bytes';
import type { Log } from '../base/log';
import type { Random } from '../base/random';
import type { KeyAlgorithm, PublicKey, SecretKey } from '../protocol/openpgp';
import { generateKey } from '../protocol/openpgp';
import type { Mail } from './mail';
import { startMix } from './mix';
import type { Mix, MixOptions } from './mix';
import type { News } from './news';
import { startNews } from './news';
import type { NymServer } from './nymserver';
import { openNymServer } from './nymserver';
import type { Outside } from './outside';
import { openOutside } from './outside';
import { startRelay } from './smtp';

export { exchange } from './client';
export type { Exchange, ExchangeWishes, Step } from './client';
export type { Mail } from './mail';
export type { DirectoryTexts, HopEvent, KindName, Mix, MixOptions, Remailer, Seen } from './mix';
export type { News } from './news';
export type { NymServer } from './nymserver';
export type { Outside } from './outside';
export { checkVectors } from './vectors';

export const group = 'alt.anonymous.messages';

export interface WorldOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The nym server's; `nym.test` when left out. */
  readonly domain?: string;
  /** The nym server's key pair, or else the kind to make one of: `rsa2048` when left out, as old servers have. */
  readonly serverKey?: SecretKey;
  readonly keyAlgorithm?: KeyAlgorithm;
  /** Whether the nym server knows the ephemeral layer; true when left out. */
  readonly knowsLayers?: boolean;
  /** Letters a nym may send a UTC day; 50 when left out, as on a real server. */
  readonly dailyLimit?: number;
  /** With remailers of YAMN and Mixmaster; none when left out. */
  readonly mix?: MixOptions;
  /** Told of what happens, as it happens. */
  readonly onEvent?: (event: WorldEvent) => void;
}

/** The relay took a mail for the nym server; a mail reached somebody outside; an article was posted. */
export type WorldEvent = 'request taken' | 'mail outside' | 'article posted';

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface World {
  readonly domain: string;
  /** Speaks NNTP without login or TLS; `group` is the newsgroup. */
  readonly news: News;
  /** Speaks SMTP without login or TLS, and takes mail for the nym server and for everybody else. */
  readonly relay: Place;
  /** `armored()` is what a user would import. */
  readonly serverKey: PublicKey;
  readonly nymServer: NymServer;
  readonly outside: Outside;
  /** The remailers that `mix` wished for. */
  readonly mix?: Mix;
  /** Hands a mail to whoever it is for, as if it had come by the relay. Any line ends. */
  deliver(mail: Mail): void;
  /** Resolves when nothing is under way any more: every mail is answered, every article posted. What waits in a remailer's pool goes on by the clock. */
  settled(): Promise<void>;
  /** Ends every connection and leaves nothing behind. Once is enough; twice does no harm. */
  stop(): Promise<void>;
}

/** Starts the world on free ports of 127.0.0.1. Nothing in it dials out or touches the disk. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { clock, random, log, domain = 'nym.test', onEvent = () => undefined } = options;
  const key = options.serverKey ?? (await makeServerKey(options, domain));
  const mix = options.mix && (await startMix(options.mix, { clock, random, log, relay: () => relay }));
  const news = await startNews({ clock, random, log, groups: [group] });
  const isHere = ({ to }: Mail) => to.toLowerCase().endsWith(`@${domain}`);
  const deliver = (mail: Mail) => {
    const copy = { ...mail, source: toLf(mail.source) };
    if (mix?.isFor(mail.to) === true) mix.take(copy);
    else if (isHere(mail)) nymServer.deliver(copy);
    else {
      onEvent('mail outside');
      outside.receive(copy);
    }
  };
  const outside: Outside = openOutside({ clock, random, send: deliver });
  const post = (article: Buffer) => {
    news.spool.take(article);
    onEvent('article posted');
  };
  const nymServer: NymServer = openNymServer({
    clock,
    random,
    log,
    domain,
    key,
    post,
    send: deliver,
    ...(options.knowsLayers !== undefined && { knowsLayers: options.knowsLayers }),
    ...(options.dailyLimit !== undefined && { dailyLimit: options.dailyLimit }),
  });
  const take = (mail: Mail) => {
    if (isHere(mail)) onEvent('request taken');
    deliver(mail);
  };
  const relay = await startRelay({ log, take });
  const settled = async () => {
    await mix?.settled();
    await nymServer.settled();
  };
  const stopAll = async () => {
    await mix?.stop();
    await relay.stop();
    await nymServer.settled();
    await news.stop();
  };
  let stopped: Promise<void> | undefined;
  return {
    domain,
    news,
    relay,
    serverKey: key.publicKey,
    nymServer,
    outside,
    deliver,
    ...(mix && { mix }),
    settled,
    stop: () => (stopped ??= stopAll()),
  };
}

function makeServerKey({ clock, keyAlgorithm = 'rsa2048' }: WorldOptions, domain: string): Promise<SecretKey> {
  const created = new Date(clock.now());
  const [email = '', ...others] = ['config', 'send', 'url'].map((local) => `${local}@${domain}`);
  return generateKey({ name: 'Nym Server', email, others, algorithm: keyAlgorithm, created });
}
