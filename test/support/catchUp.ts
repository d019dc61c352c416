import { utf8 } from '../../src/base/bytes';
import type { Random } from '../../src/base/random';
import { sandboxConfig } from '../../src/cli/sandboxHome';
import { group, type World } from '../../src/sandbox';
import type { Mark } from '../../src/store';
import { alice, bob, type Circle } from './circle';
import { mailsOf, type StoredMail } from './incoming';
import { untilActive } from './mailClient';
import { end, type Home } from './program';

type Place = World['relay'];

/** Serves until the nym server has confirmed Alice's nym. */
export async function confirmAlice(circle: Circle): Promise<void> {
  const serving = await circle.home.serve();
  await untilActive(circle);
  await end(serving.child, 'SIGTERM');
}

/** The articles that the nym server posts when Bob writes Alice a mail under each of these subjects. */
export async function articlesForAlice({ world }: Circle, subjects: readonly string[]): Promise<Buffer[]> {
  const articles = () => [...(world.news.spool.group(group)?.articles.values() ?? [])];
  const before = articles().length;
  for (const subject of subjects) {
    const source = utf8(`From: Bob <${bob}>\nTo: ${alice}\nSubject: ${subject}\n\nHello Panda.\n`);
    world.deliver({ from: bob, to: alice, source });
  }
  await world.settled();
  return articles()
    .slice(before)
    .map(({ source }) => source);
}

/** The world's configuration, with these news servers in place of its own. */
export function readsFrom({ world }: Circle, first: Place, ...others: readonly Place[]): string {
  const table = ({ host, port }: Place) =>
    `[[news]]\nhost = "${host}"\nport = ${port}\nsecurity = "none"\nallow_direct = true\n`;
  return sandboxConfig({ news: first, relay: world.relay }) + others.map(table).join('');
}

/** What `nymbridge fetch` says. */
export interface Summary {
  readonly delivered: number;
  readonly servers: readonly { readonly added: number; readonly problem?: string }[];
}

export async function fetchOnce(home: Home): Promise<Summary> {
  return JSON.parse((await home.run('fetch', '--json')).out) as Summary;
}

/** What fetching has left in a store. */
export interface Fetched {
  /** Every mail of Alice's, sorted by the article it came in. */
  readonly mails: readonly StoredMail[];
  /** Message-IDs of the articles that were looked at, sorted. */
  readonly articles: readonly string[];
  /** How many articles nobody has looked at yet, or were set aside. */
  readonly open: number;
  /** How far each server was read, and how far it goes. */
  readonly marks: Readonly<Record<string, Pick<Mark, 'high' | 'last'>>>;
}

/** Looks into a home in which nothing runs. */
export function readFetched(home: Home): Fetched {
  const bridge = home.open();
  const { store } = bridge;
  try {
    const row = store.nyms.byAddress(alice);
    return {
      mails: (row ? mailsOf(store, row.id) : []).sort((a, b) => (articleOf(a) < articleOf(b) ? -1 : 1)),
      articles: store.spool
        .lookedAt(0, 1_000_000)
        .map(({ messageId }) => messageId)
        .sort(),
      open: store.spool.fresh(1_000_000).length + store.spool.kept().length,
      marks: Object.fromEntries(store.marks.all().map(({ server, high, last }) => [server, { high, last }])),
    };
  } finally {
    bridge.close();
  }
}

/** Message-ID of the article that a mail came in. */
export function articleOf({ text }: StoredMail): string {
  return /^X-Nymbridge-Article: (.*)\r$/m.exec(text)?.[1] ?? '';
}

/** The same items in another order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, rank: random.below(2 ** 40) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
