import { asBuffer } from '../base/bytes';
import { optional, orUndefined } from './columns';
import type { Connection } from './connection';
import type { ArticleId, NymId } from './ids';

/** `new`: not looked at yet. `done`: looked at, its bytes dropped. `kept`: looked at, its bytes kept. */
export type ArticleState = 'new' | 'done' | 'kept';

/** An article of the newsgroup, without its bytes. Times are milliseconds since 1970. */
export interface ArticleRow {
  readonly id: ArticleId;
  /** With angle brackets, as in the article. */
  readonly messageId: string;
  readonly subject: string;
  /** By the article's Date field; undefined where that is missing or unreadable. */
  readonly postedAt: number | undefined;
  readonly fetchedAt: number;
  readonly state: ArticleState;
}

export interface Spool {
  /** Which of these Message-IDs have been seen. One query, however many. */
  known(messageIds: readonly string[]): Set<string>;
  /** Spools an article as `new`; gives undefined, with nothing done, where its Message-ID has been seen. */
  add(article: Omit<ArticleRow, 'id' | 'state'> & { readonly source: Uint8Array }): ArticleId | undefined;
  /** Articles not looked at yet, oldest first. */
  fresh(most: number): ArticleRow[];
  byId(id: ArticleId): ArticleRow | undefined;
  /** The article's bytes; undefined once they were dropped. */
  source(id: ArticleId): Buffer | undefined;
  /** Says an article has been looked at: `done` drops its bytes. */
  finish(id: ArticleId, state: 'done' | 'kept'): void;
  /** Marks a delivery; false, with nothing done, where this nym has had the article. Call it in the transaction that files the mail. */
  deliver(id: ArticleId, nymId: NymId): boolean;
}

const columns = 'id, message_id AS messageId, subject, posted_at AS postedAt, fetched_at AS fetchedAt, state';

type Columns = Omit<ArticleRow, 'postedAt'> & { readonly postedAt: number | null };

export function openSpool({ sql }: Connection): Spool {
  const known = sql<{ messageId: string }>(
    'SELECT message_id AS messageId FROM article WHERE message_id IN (SELECT value FROM json_each(?))',
  );
  const add = sql(
    `INSERT INTO article (message_id, subject, posted_at, fetched_at, state, source) VALUES (?, ?, ?, ?, 'new', ?)
     ON CONFLICT (message_id) DO NOTHING`,
  );
  const byId = sql<Columns>(`SELECT ${columns} FROM article WHERE id = ?`);
  const fresh = sql<Columns>(`SELECT ${columns} FROM article WHERE state = 'new' ORDER BY id LIMIT ?`);
  const source = sql<{ source: Uint8Array | null }>('SELECT source FROM article WHERE id = ?');
  const done = sql(`UPDATE article SET state = 'done', source = NULL WHERE id = ?`);
  const kept = sql(`UPDATE article SET state = 'kept' WHERE id = ? AND source IS NOT NULL`);
  const deliver = sql('INSERT INTO article_delivery (article_id, nym_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
  return {
    known: (messageIds) => new Set(known.all(JSON.stringify(messageIds)).map((row) => row.messageId)),
    add: ({ messageId, subject, postedAt, fetchedAt, source: bytes }) => {
      const { changes, lastInsertRowid } = add.run(messageId, subject, postedAt ?? null, fetchedAt, bytes);
      return changes > 0 ? (lastInsertRowid as ArticleId) : undefined;
    },
    fresh: (most) => fresh.all(most).map(readArticle),
    byId: (id) => optional(byId.get(id), readArticle),
    source: (id) => optional(source.get(id)?.source ?? undefined, asBuffer),
    finish: (id, state) => {
      (state === 'done' ? done : kept).run(id);
    },
    deliver: (id, nymId) => deliver.run(id, nymId).changes > 0,
  };
}

function readArticle(row: Columns): ArticleRow {
  return { ...row, postedAt: orUndefined(row.postedAt) };
}
