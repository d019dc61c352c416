import { silentLog } from '../../src/base/log';
import { Throttle } from '../../src/base/throttle';
import { openIncoming } from '../../src/incoming';
import type { Incoming, IncomingParts } from '../../src/incoming';
import type { NymId, Nyms } from '../../src/nym';
import { startNews } from '../../src/sandbox/news';
import type { News } from '../../src/sandbox/news';
import type { Store } from '../../src/store';
import type { TestClock } from './clock';
import { seededRandom } from './random';

/** A news server on loopback that has these articles. */
export async function newsWith(clock: TestClock, articles: readonly Buffer[]): Promise<News> {
  const news = await startNews({ clock, random: seededRandom('news') });
  for (const article of articles) news.spool.take(article);
  return news;
}

/** The street in over these news servers, in this order. What is not said does nothing. */
export function openStreetIn(
  world: { readonly store: Store; readonly nyms: Nyms; readonly clock: TestClock },
  news: readonly News[],
  over: Partial<IncomingParts> = {},
): Incoming {
  return openIncoming({
    ...world,
    random: seededRandom('incoming'),
    log: silentLog,
    throttle: new Throttle(world.clock),
    newsgroup: 'alt.anonymous.messages',
    intervalMs: 3_600_000,
    servers: news.map(({ host, port }, i) => ({
      ...{ name: `news${i + 1}`, host, port, security: 'none' },
      route: () => ({ via: 'direct' }),
    })),
    keep: { ageMs: 60 * 24 * 3_600_000, bytes: 1024 ** 3 },
    acknowledge: () => undefined,
    filedCopy: () => undefined,
    ...over,
  });
}

/** A mail as it lies in a mailbox. */
export interface StoredMail {
  readonly mailbox: string;
  readonly source: Buffer;
  readonly text: string;
  /** Milliseconds since 1970: the internal date. */
  readonly date: number | undefined;
}

/** Every mail of a nym, mailbox by mailbox. */
export function mailsOf(store: Store, nymId: NymId): StoredMail[] {
  return store.mail.mailboxes.list(nymId).flatMap(({ id, name }) =>
    (store.mail.messages.snapshot(id)?.messages.uids ?? []).map((uid) => {
      const body = store.mail.messages.body(id, uid);
      const source = Buffer.concat(body ? [...store.mail.messages.bytes(body.bodyId, 0, body.size)] : []);
      const date = store.mail.messages.read(id, [uid])[0]?.internalDate;
      return { mailbox: name, source, text: source.toString(), date };
    }),
  );
}
