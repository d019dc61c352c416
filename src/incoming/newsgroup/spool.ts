import type { Clock } from '../../base/clock';
import type { Store } from '../../store';
import { isWhole, readArticle } from '../article';
import type { Article } from '../article';
import { limits } from './limits';

/** Where one server's articles go: into the store in batches, each in one transaction with the server's mark. */
export interface Batch {
  /** Takes an article; `number` and everything before it need not be looked at again. */
  take(number: number, source: Buffer, messageId: string): void;
  /** Says that up to `number` there is nothing more to come. */
  passed(number: number): void;
  /** Says that this article is not to be had. */
  gone(number: number): void;
  /** The mark stays where it is until this article has been taken or is gone. */
  hold(number: number): void;
  /** Writes what is there. Gives how many articles were new since the last time. */
  flush(): number;
}

export interface BatchParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly server: string;
  readonly newsgroup: string;
  /** The group's low-water mark now. */
  readonly low: number;
  /** The mark so far. */
  readonly high: number;
  /** The group's high-water mark now. */
  readonly last: number;
  /** The first number that is looked at. */
  readonly from: number;
}

/** Opens the way into the store. `flush` throws StoreError, and then neither articles nor mark have moved. */
export function openBatch({ store, clock, server, newsgroup, low, high, last, from }: BatchParts): Batch {
  const round = { low, last, roundFrom: from, roundAt: clock.now() };
  let articles: Article[] = [];
  let bytes = 0;
  let added = 0;
  let top = high;
  /** Where the mark stood when each came to be held. */
  const held = new Map<number, number>();
  const mark = () => Math.min(top, ...held.values());
  const passed = (number: number) => {
    top = Math.max(top, number);
  };
  const write = () => {
    const now = clock.now();
    added += store.transaction(() => {
      store.marks.set(server, newsgroup, { ...round, high: mark(), updatedAt: now });
      return articles.filter((article) => spool(store, article, now)).length;
    });
    articles = [];
    bytes = 0;
  };
  return {
    passed,
    take: (number, source, messageId) => {
      articles.push(readArticle(source, messageId));
      held.delete(number);
      bytes += source.length;
      passed(number);
      if (articles.length >= limits.batchArticles || bytes >= limits.batchBytes) write();
    },
    gone: (number) => {
      held.delete(number);
      passed(number);
    },
    hold: (number) => {
      if (!held.has(number)) held.set(number, mark());
    },
    flush: () => {
      write();
      const count = added;
      added = 0;
      return count;
    },
  };
}

function spool(store: Store, article: Article, fetchedAt: number): boolean {
  const { messageId, source } = article;
  const subject = article.subject.slice(0, limits.subjectCharacters);
  const postedAt = article.postedAt?.getTime();
  return store.spool.add({ messageId, subject, postedAt, fetchedAt, source, whole: isWhole(article) }) !== undefined;
}
