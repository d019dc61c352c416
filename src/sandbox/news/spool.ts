import { toCrlf } from '../../base/bytes';
import type { Clock } from '../../base/clock';
import { randomPlainText, type Random } from '../../base/random';
import { fieldOf } from './fields';

/** An article as the server keeps it: CRLF. */
export interface StoredArticle {
  readonly messageId: string;
  readonly source: Buffer;
  readonly arrivedAt: Date;
}

/** A newsgroup: its articles by number, ascending. `high` only grows, and is `low - 1` in an empty group. */
export interface NewsGroup {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly articles: ReadonlyMap<number, StoredArticle>;
}

/** What became of an offered article. */
export type Taken = 'taken' | 'duplicate' | 'no-group' | 'malformed';

/** The articles of a news server, and what can befall them. */
export interface Spool {
  group(name: string): NewsGroup | undefined;
  groups(): readonly NewsGroup[];
  find(messageId: string): StoredArticle | undefined;
  /** A reader's article, any line ends: gets Path, Date and Message-ID where it has none. */
  post(source: Uint8Array): Taken;
  /** Another server's article: kept byte for byte. */
  take(source: Uint8Array): Taken;
  /** The article of that number comes again under a new one; gives the new one. */
  serveTwice(group: string, n: number): number;
  /** The article of that number is gone. */
  expire(group: string, n: number): void;
  /** Gives all articles of the group new numbers from `from` on, as a server does after losing its overview. */
  renumber(group: string, from: number): void;
}

interface Shelf {
  readonly name: string;
  low: number;
  high: number;
  articles: Map<number, StoredArticle>;
}

/** An empty spool with these groups. */
export function openSpool(names: readonly string[], { clock, random }: { clock: Clock; random: Random }): Spool {
  const shelves = new Map<string, Shelf>(
    names.map((name) => [name, { name, low: 1, high: 0, articles: new Map<number, StoredArticle>() }]),
  );
  const history = new Map<string, StoredArticle>();
  const shelf = (name: string): Shelf => {
    const found = shelves.get(name);
    if (!found) throw new Error(`the news server has no group ${name}`);
    return found;
  };
  const take = (offered: Uint8Array): Taken => {
    const article = readArticle(offered, clock);
    if (!article) return 'malformed';
    if (history.has(article.messageId)) return 'duplicate';
    const homes = newsgroupsOf(article).flatMap((name) => shelves.get(name) ?? []);
    if (homes.length === 0) return 'no-group';
    history.set(article.messageId, article);
    for (const home of homes) shelve(home, article);
    return 'taken';
  };
  return {
    group: (name) => shelves.get(name),
    groups: () => [...shelves.values()],
    find: (messageId) => history.get(messageId),
    take,
    post: (source) => take(complete(source, clock, random)),
    serveTwice: (name, n) => {
      const article = shelf(name).articles.get(n);
      return article ? shelve(shelf(name), article) : n;
    },
    expire: (name, n) => {
      expire(shelf(name), n, history);
    },
    renumber: (name, from) => {
      renumber(shelf(name), from);
    },
  };
}

function shelve(home: Shelf, article: StoredArticle): number {
  home.articles.set(++home.high, article);
  return home.high;
}

function expire(home: Shelf, n: number, history: Map<string, StoredArticle>): void {
  const article = home.articles.get(n);
  home.articles.delete(n);
  home.low = home.articles.keys().next().value ?? home.high + 1;
  if (article && ![...home.articles.values()].includes(article)) history.delete(article.messageId);
}

function renumber(home: Shelf, from: number): void {
  const all = [...home.articles.values()];
  home.low = from;
  home.high = from - 1;
  home.articles = new Map();
  for (const article of all) shelve(home, article);
}

function newsgroupsOf({ source }: StoredArticle): string[] {
  return (fieldOf(source, 'Newsgroups') ?? '').split(',').map((name) => name.trim());
}

function readArticle(offered: Uint8Array, clock: Clock): StoredArticle | undefined {
  const source = toCrlf(offered);
  const messageId = fieldOf(source, 'Message-ID');
  if (messageId === undefined || !/^<[^<>\s]+>$/.test(messageId)) return undefined;
  return { messageId, source, arrivedAt: new Date(clock.now()) };
}

/** What an injecting server adds (RFC 5537 §3.5). */
function complete(source: Uint8Array, clock: Clock, random: Random): Buffer {
  const article = toCrlf(source);
  const added = {
    Path: 'news.test!not-for-mail',
    Date: new Date(clock.now()).toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<${randomPlainText(random, 20)}@news.test>`,
  };
  const missing = Object.entries(added).filter(([name]) => fieldOf(article, name) === undefined);
  return Buffer.concat([Buffer.from(missing.map(([name, value]) => `${name}: ${value}\r\n`).join('')), article]);
}
