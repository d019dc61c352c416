import type { ArticleId, Store } from '../../store';
import { readArticle } from '../article';
import type { Article } from '../article';

/** An article in the spool. */
export interface Spooled {
  readonly id: ArticleId;
  readonly article: Article;
}

/** The oldest article that nobody has looked at, also from before a crash; undefined when there is none. One at a time: they may be large. */
export function nextSpooled(store: Store): Spooled | undefined {
  const row = store.spool.fresh(1)[0];
  if (!row) return undefined;
  return { id: row.id, article: readArticle(store.spool.source(row.id) ?? Buffer.alloc(0), row.messageId) };
}
