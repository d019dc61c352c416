import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toLf } from '../../src/base/bytes';
import type { Clock } from '../../src/base/clock';
import { type Log, silentLog } from '../../src/base/log';
import type { Random } from '../../src/base/random';
import { fieldRaw, fieldText, firstField, readHeader } from '../../src/protocol/mime';
import type { SecretKey } from '../../src/protocol/openpgp';
import { group, type Mail } from '../../src/sandbox';
import { type News, startNews } from '../../src/sandbox/news';
import { openNymServer, type NymServer } from '../../src/sandbox/nymserver';
import { temporaryFolder } from './folder';

/** How many in a hundred meet that fate. */
export interface Fates {
  /** Requests to config@ on their way there, by remailers. */
  readonly requestsLost: number;
  readonly requestsDoubled: number;
  /** Articles on their way to the news server. */
  readonly articlesLost: number;
  /** Nothing takes longer than this, ms; nothing keeps its order. */
  readonly longestWay: number;
}

/** Several nym servers, one news server and everybody outside, with a network in between that loses, doubles, delays and reorders. */
export interface LossyWorld {
  readonly news: News;
  /** Of the transport that lays mails down as files: from here they go their way. */
  readonly folder: string;
  readonly servers: ReadonlyMap<string, NymServer>;
  /** What came to Bob, in order. */
  readonly received: readonly Mail[];
  /** Subjects of Bob's answers whose article the news server has taken. */
  readonly posted: readonly string[];
  /** How many requests, and how many articles, were lost so far. */
  readonly lost: { requests: number; articles: number };
  /** Takes what lies in the folder. */
  collect(): void;
  /** Lets everything arrive whose time has come, in no order. */
  arrive(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it, with one nym server a domain. Bob answers each mail once, as "Re: " and its subject. */
export async function startLossyWorld(
  keys: Readonly<Record<string, SecretKey>>,
  { clock, random, fates, log = silentLog }: { clock: Clock; random: Random; fates: Fates; log?: Log },
): Promise<LossyWorld> {
  const under: { at: number; arrive: () => Promise<void> | void }[] = [];
  const received: Mail[] = [];
  const posted: string[] = [];
  const lost = { requests: 0, articles: 0 };
  // what the server at work is posting: one mail after the other is delivered
  let answering: string | undefined;
  const later = (arrive: () => Promise<void> | void) => {
    under.push({ at: clock.now() + random.below(fates.longestWay), arrive });
  };
  const happens = (percent: number) => random.below(100) < percent;

  const news = await startNews({ clock, random, groups: [group] });
  const post = (article: Buffer) => {
    const answer = answering;
    later(() => {
      if (happens(fates.articlesLost)) {
        lost.articles++;
        return;
      }
      news.spool.take(article);
      if (answer !== undefined) posted.push(answer);
    });
  };
  const send = (mail: Mail) => {
    received.push(mail);
    const answer = `Re: ${subjectOf(mail)}`;
    later(() => deliver({ from: mail.to, to: mail.from, source: answerOf(mail, answer) }, answer));
  };
  const servers = new Map(
    Object.entries(keys).map(([domain, key]) => [
      domain,
      openNymServer({ clock, random, log, domain, key, post, send }),
    ]),
  );
  const deliver = async (mail: Mail, answer?: string) => {
    const server = servers.get(mail.to.slice(mail.to.lastIndexOf('@') + 1));
    answering = answer;
    server?.deliver(mail);
    await server?.settled();
    answering = undefined;
  };
  const take = (mail: Mail) => {
    const isRequest = mail.to.startsWith('config@');
    if (isRequest && happens(fates.requestsLost)) {
      lost.requests++;
      return;
    }
    later(() => deliver(mail));
    if (isRequest && happens(fates.requestsDoubled)) later(() => deliver(mail));
  };
  const folder = temporaryFolder();
  return {
    ...{ news, folder, servers, received, posted, lost },
    collect: () => {
      for (const name of readdirSync(folder).sort()) {
        const file = join(folder, name);
        take(readMail(readFileSync(file)));
        rmSync(file);
      }
    },
    arrive: async () => {
      for (;;) {
        const due = under.filter(({ at }) => at <= clock.now());
        const next = due[due.length === 0 ? 0 : random.below(due.length)];
        if (!next) return;
        under.splice(under.indexOf(next), 1);
        await next.arrive();
      }
    },
    stop: () => news.stop(),
  };
}

export function subjectOf({ source }: Pick<Mail, 'source'>): string {
  const field = firstField(readHeader(source).fields, 'subject');
  return field ? fieldText(field) : '';
}

/** Handed in without an envelope: it is for whom its header says. */
function readMail(source: Buffer): Mail {
  const to = firstField(readHeader(source).fields, 'to');
  return { from: '', to: to ? fieldRaw(to).trim() : '', source: toLf(source) };
}

function answerOf({ from, to }: Mail, subject: string): Buffer {
  return Buffer.from(`From: Bob <${to}>\nTo: ${from}\nSubject: ${subject}\n\nThank you.\n`);
}
