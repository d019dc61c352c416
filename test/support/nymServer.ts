import type { Random } from '../../src/base/random';
import { silentLog } from '../../src/base/log';
import { fieldRaw, firstField, readHeader } from '../../src/protocol/mime';
import type { Reply } from '../../src/protocol/nymserv';
import { readReply } from '../../src/protocol/nymserv';
import type { Opened, PublicKey, SecretKey } from '../../src/protocol/openpgp';
import { open, seal } from '../../src/protocol/openpgp';
import type { Mail } from '../../src/sandbox';
import type { NymServer } from '../../src/sandbox/nymserver';
import { openNymServer } from '../../src/sandbox/nymserver';
import { TestClock } from './clock';
import { secretKey } from './keys';
import { seededRandom } from './random';

/** The sandbox's nym server for nym.test, with what it posts and mails in reach. */
export interface NymServerBench {
  readonly clock: TestClock;
  readonly random: Random;
  readonly server: NymServer;
  readonly serverKey: PublicKey;
  /** Mails for the outside, in order. */
  readonly outgoing: readonly Mail[];
  /** Hands in a payload for `config@`, `send@` or `url@`, signed where a signer is given; gives the articles that came of it. */
  ask(local: string, payload: string | Uint8Array, signer?: SecretKey): Promise<Buffer[]>;
  /** Hands in a mail as it is; gives the articles that came of it. */
  mail(to: string, source: string | Uint8Array, from?: string): Promise<Buffer[]>;
}

export async function startNymServer(
  options: { clock?: TestClock; dailyLimit?: number; knowsLayers?: boolean } = {},
): Promise<NymServerBench> {
  const clock = options.clock ?? new TestClock();
  const random = seededRandom('nym server');
  const key = await secretKey('server');
  const articles: Buffer[] = [];
  const outgoing: Mail[] = [];
  const server = openNymServer({
    ...{ clock, random, log: silentLog, domain: 'nym.test', key },
    post: (article) => void articles.push(article),
    send: (mail) => void outgoing.push(mail),
    ...(options.knowsLayers === undefined ? {} : { knowsLayers: options.knowsLayers }),
    ...(options.dailyLimit === undefined ? {} : { dailyLimit: options.dailyLimit }),
  });
  const mail = async (to: string, source: string | Uint8Array, from = 'relay@example.net') => {
    const before = articles.length;
    server.deliver({ from, to, source: Buffer.from(source) });
    await server.settled();
    return articles.slice(before);
  };
  const ask = async (local: string, payload: string | Uint8Array, signer?: SecretKey) => {
    const wishes = { payload: Buffer.from(payload), recipients: [key.publicKey], now: new Date(clock.now()) };
    const sealed = await seal({ ...wishes, ...(signer ? { signer } : {}) });
    return mail(`${local}@nym.test`, Buffer.concat([Buffer.from('From: relay@example.net\n\n'), sealed]));
  };
  return { clock, random, server, serverKey: key.publicKey, outgoing, ask, mail };
}

export interface ReadArticle extends Opened {
  readonly subject: string;
  readonly reply: Reply;
  readonly text: string;
}

/** Opens an article with a nym's key and symmetric passphrases. Throws where it does not open. */
export async function readArticle(
  article: Buffer | undefined,
  keys: readonly SecretKey[],
  passphrases: readonly string[] = [],
): Promise<ReadArticle> {
  if (!article) throw new Error('there is no article');
  const field = firstField(readHeader(article).fields, 'Subject');
  const signers = [await secretKey('server').then(({ publicKey }) => publicKey)];
  const opened = await open(article, { keys, passphrases, signers, now: new Date('2026-11-22T12:00:00Z') });
  const text = opened.plaintext.toString();
  return { ...opened, subject: field ? fieldRaw(field) : '', reply: readReply(opened.plaintext), text };
}
