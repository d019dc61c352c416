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

export type NewArticle = Omit<ArticleRow, 'id' | 'state'> & {
  readonly source: Uint8Array;
  /** False where anybody can see that it was cut short. */
  readonly whole: boolean;
};

export interface Spool {
  /** Which of these Message-IDs have been seen. One query, however many. */
  known(messageIds: readonly string[]): Set<string>;
  /** Which of them have been seen in a copy that was not cut short: of these no other is wanted. */
  knownWhole(messageIds: readonly string[]): Set<string>;
  /**
   * Spools an article as `new`, also in place of a copy of it that was cut short; gives undefined, with nothing done, where
   * its Message-ID has been seen otherwise.
   */
  add(article: NewArticle): ArticleId | undefined;
  /**
   * Spools an article as `new`, also where it has been looked at before: for a nym that was not here then. What has been
   * delivered from it is not delivered again. False where it waits to be looked at already.
   */
  addAgain(article: NewArticle): boolean;
  /** Articles not looked at yet, oldest first. */
  fresh(most: number): ArticleRow[];
  byId(id: ArticleId): ArticleRow | undefined;
  /** The article's bytes; undefined once they were dropped. */
  source(id: ArticleId): Buffer | undefined;
  /** Says an article has been looked at: `done` drops its bytes. */
  finish(id: ArticleId, state: 'done' | 'kept'): void;
  /** Articles set aside (`kept`), oldest first. */
  kept(): ArticleRow[];
  /** Makes those set aside `new` again. Gives their number. */
  retryKept(): number;
  /**
   * Marks a delivery; false, with nothing done, where this nym has had the article. A notice that it could not be opened
   * counts once too, and not against the article itself. Call it in the transaction that files the mail.
   */
  deliver(id: ArticleId, nymId: NymId, what: 'mail' | 'notice'): boolean;
  /** Notes the digest of a signed message; false where this nym has had it, in whatever article. In that transaction too. */
  hear(nymId: NymId, digest: Uint8Array): boolean;
}

const columns = 'id, message_id AS messageId, subject, posted_at AS postedAt, fetched_at AS fetchedAt, state';

type Columns = Omit<ArticleRow, 'postedAt'> & { readonly postedAt: number | null };

export function openSpool({ sql }: Connection): Spool {
  const known = sql<{ messageId: string }>(
    'SELECT message_id AS messageId FROM article WHERE message_id IN (SELECT value FROM json_each(?))',
  );
  const knownWhole = sql<{ messageId: string }>(
    'SELECT message_id AS messageId FROM article WHERE message_id IN (SELECT value FROM json_each(?)) AND whole = 1',
  );
  const add = sql<{ id: ArticleId }>(
    `INSERT INTO article (message_id, subject, posted_at, fetched_at, state, source, whole) VALUES (?, ?, ?, ?, 'new', ?, ?)
     ON CONFLICT (message_id) DO UPDATE SET subject = excluded.subject, posted_at = excluded.posted_at,
       fetched_at = excluded.fetched_at, state = 'new', source = excluded.source, whole = 1
     WHERE article.whole = 0 AND excluded.whole = 1
     RETURNING id`,
  );
  const addAgain = sql(
    `INSERT INTO article (message_id, subject, posted_at, fetched_at, state, source, whole) VALUES (?, ?, ?, ?, 'new', ?, ?)
     ON CONFLICT (message_id) DO UPDATE SET subject = excluded.subject, state = 'new', source = excluded.source, whole = 1
     WHERE article.state = 'done'`,
  );
  const byId = sql<Columns>(`SELECT ${columns} FROM article WHERE id = ?`);
  const fresh = sql<Columns>(`SELECT ${columns} FROM article WHERE state = 'new' ORDER BY id LIMIT ?`);
  const source = sql<{ source: Uint8Array | null }>('SELECT source FROM article WHERE id = ?');
  const done = sql(`UPDATE article SET state = 'done', source = NULL WHERE id = ?`);
  const kept = sql(`UPDATE article SET state = 'kept' WHERE id = ? AND source IS NOT NULL`);
  const keptRows = sql<Columns>(`SELECT ${columns} FROM article WHERE state = 'kept' ORDER BY id`);
  const retry = sql(`UPDATE article SET state = 'new' WHERE state = 'kept'`);
  const deliver = sql(
    `INSERT INTO article_delivery (article_id, nym_id, opened) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET opened = 1 WHERE opened = 0 AND excluded.opened = 1`,
  );
  const hear = sql('INSERT INTO nym_heard (nym_id, digest) VALUES (?, ?) ON CONFLICT DO NOTHING');
  return {
    known: (messageIds) => new Set(known.all(JSON.stringify(messageIds)).map((row) => row.messageId)),
    knownWhole: (messageIds) => new Set(knownWhole.all(JSON.stringify(messageIds)).map((row) => row.messageId)),
    add: ({ messageId, subject, postedAt, fetchedAt, source: bytes, whole }) =>
      add.get(messageId, subject, postedAt ?? null, fetchedAt, bytes, Number(whole))?.id,
    addAgain: ({ messageId, subject, postedAt, fetchedAt, source: bytes, whole }) =>
      addAgain.run(messageId, subject, postedAt ?? null, fetchedAt, bytes, Number(whole)).changes > 0,
    fresh: (most) => fresh.all(most).map(readArticle),
    byId: (id) => optional(byId.get(id), readArticle),
    source: (id) => optional(source.get(id)?.source ?? undefined, asBuffer),
    finish: (id, state) => {
      (state === 'done' ? done : kept).run(id);
    },
    kept: () => keptRows.all().map(readArticle),
    retryKept: () => retry.run().changes,
    deliver: (id, nymId, what) => deliver.run(id, nymId, Number(what === 'mail')).changes > 0,
    hear: (nymId, digest) => hear.run(nymId, digest).changes > 0,
  };
}

function readArticle(row: Columns): ArticleRow {
  return { ...row, postedAt: orUndefined(row.postedAt) };
}
