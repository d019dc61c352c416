import type { ArticleId, ArticleRow, Store } from '../../store';
import { readArticle } from '../article';
import type { Article } from '../article';
import { limits } from './limits';

/** An article in the spool, by what tells whether it is worth opening. */
export interface Spooled {
  readonly id: ArticleId;
  readonly subject: string;
  readonly postedAt: Date | undefined;
  readonly bytes: number;
}

/** The oldest articles that nobody has looked at, also from before a crash; none when there are none. */
export function nextSpooled(store: Store): Spooled[] {
  return store.spool.fresh(limits.batchArticles).map(describe);
}

/** Pages of all articles that were looked at and are still here, oldest first. */
export function* lookedAt(store: Store): Generator<Spooled[]> {
  for (let after: ArticleId | 0 = 0; ;) {
    const rows: ArticleRow[] = store.spool.lookedAt(after, limits.pageArticles);
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(describe);
    after = last.id;
  }
}

/** The article whole. One at a time: they may be large. */
export function openSpooled(store: Store, id: ArticleId): Article {
  return readArticle(store.spool.source(id) ?? Buffer.alloc(0), store.spool.byId(id)?.messageId);
}

function describe({ id, subject, postedAt, bytes }: ArticleRow): Spooled {
  return { id, subject, bytes, postedAt: postedAt === undefined ? undefined : new Date(postedAt) };
}
