import { asBuffer } from '../base/bytes';
import { optional, orUndefined } from './columns';
import type { Connection } from './connection';
import type { ArticleId, NymId } from './ids';

/** `new`: not looked at yet. `done`: looked at. `kept`: looking at it failed in a way that nobody foresaw. */
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
  /** How long it is; 0 once its bytes were dropped. */
  readonly bytes: number;
}

export type NewArticle = Omit<ArticleRow, 'id' | 'state' | 'bytes'> & {
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
  /** What came out of a nym's ephemeral layer around the article, where it did not open further. */
  inner(id: ArticleId, nymId: NymId): Buffer | undefined;
  keepInner(id: ArticleId, nymId: NymId, inner: Uint8Array): void;
  /** Says that articles, `new` until now, have been looked at. */
  finish(ids: readonly ArticleId[], state: 'done' | 'kept'): void;
  /** Articles set aside (`kept`), oldest first. */
  kept(): ArticleRow[];
  /** Makes those set aside `new` again. Gives their number. */
  retryKept(): number;
  /** Articles that were looked at and whose bytes are still here, by id, behind `after` (0: from the first). */
  lookedAt(after: ArticleId | 0, most: number): ArticleRow[];
  /** Makes those of them `new` again that were looked at, whose bytes are still here, and of which the nym has not had the mail. */
  lookAgain(nymId: NymId, ids: readonly ArticleId[]): void;
  /** How many articles are here with their bytes, and how many bytes that is. */
  size(): { articles: number; bytes: number };
  /**
   * Drops the bytes of articles that were looked at: those fetched before `before`, then the oldest until no more than `bytes`
   * are left. At most `most` of them; gives how many.
   */
  prune(limit: { readonly before: number; readonly bytes: number }, most: number): number;
  /** Digests of what the spool has been searched by for a nym, in hex. */
  searched(nymId: NymId): Set<string>;
  noteSearched(nymId: NymId, digests: readonly string[]): void;
  /**
   * How often, by whatever process, articles were said to be done with, and a search of the spool for a nym. Who does the one with what the nyms
   * were like a while ago looks whether somebody has done the other meanwhile.
   */
  passes(): { readonly finished: number; readonly searched: number };
  /** Forgets what it has been searched by, for every nym. */
  forgetSearched(): void;
  /**
   * Marks a delivery; false, with nothing done, where this nym has had the article. A notice that it could not be opened
   * counts once too, and not against the article itself. Call it in the transaction that files the mail.
   */
  deliver(id: ArticleId, nymId: NymId, what: 'mail' | 'notice'): boolean;
  /** Notes the digest of a signed message; false where this nym has had it, in whatever article. In that transaction too. */
  hear(nymId: NymId, digest: Uint8Array): boolean;
  /** Whether this nym has had the signed message of a digest. */
  hasHeard(nymId: NymId, digest: Uint8Array): boolean;
}

const columns =
  'id, message_id AS messageId, subject, posted_at AS postedAt, fetched_at AS fetchedAt, state, coalesce(bytes, 0) AS bytes';
/** What articles can be looked at again. Word for word as in the index article_done. */
const isHere = `state = 'done' AND bytes IS NOT NULL`;
const inList = 'IN (SELECT value FROM json_each(?))';

type Columns = Omit<ArticleRow, 'postedAt'> & { readonly postedAt: number | null };

export function openSpool(connection: Connection): Spool {
  const { sql } = connection;
  const known = sql<{ messageId: string }>(`SELECT message_id AS messageId FROM article WHERE message_id ${inList}`);
  const knownWhole = sql<{ messageId: string }>(
    `SELECT message_id AS messageId FROM article WHERE message_id ${inList} AND whole = 1`,
  );
  const byId = sql<Columns>(`SELECT ${columns} FROM article WHERE id = ?`);
  const fresh = sql<Columns>(`SELECT ${columns} FROM article WHERE state = 'new' ORDER BY id LIMIT ?`);
  const source = sql<{ source: Uint8Array }>('SELECT source FROM article_source WHERE article_id = ?');
  const inner = sql<{ source: Uint8Array }>('SELECT source FROM article_inner WHERE article_id = ? AND nym_id = ?');
  const keepInner = sql(
    'INSERT INTO article_inner (article_id, nym_id, source) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const finish = sql(`UPDATE article SET state = ? WHERE state = 'new' AND id ${inList}`);
  const countFinished = openPasses(connection, 'articles-finished').add;
  const keptRows = sql<Columns>(`SELECT ${columns} FROM article WHERE state = 'kept' ORDER BY id`);
  const retry = sql(`UPDATE article SET state = 'new' WHERE state = 'kept'`);
  const lookedAt = sql<Columns>(`SELECT ${columns} FROM article WHERE ${isHere} AND id > ? ORDER BY id LIMIT ?`);
  const lookAgain = sql(
    `UPDATE article SET state = 'new' WHERE ${isHere} AND id ${inList}
     AND id NOT IN (SELECT article_id FROM article_delivery WHERE nym_id = ? AND opened = 1)`,
  );
  const deliver = sql(
    `INSERT INTO article_delivery (article_id, nym_id, opened) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET opened = 1 WHERE opened = 0 AND excluded.opened = 1`,
  );
  const hear = sql('INSERT INTO nym_heard (nym_id, digest) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const heard = sql<{ found: number }>('SELECT 1 AS found FROM nym_heard WHERE nym_id = ? AND digest = ?');
  return {
    known: (messageIds) => new Set(known.all(JSON.stringify(messageIds)).map((row) => row.messageId)),
    knownWhole: (messageIds) => new Set(knownWhole.all(JSON.stringify(messageIds)).map((row) => row.messageId)),
    ...openAdding(connection),
    fresh: (most) => fresh.all(most).map(readArticle),
    byId: (id) => optional(byId.get(id), readArticle),
    source: (id) => optional(source.get(id)?.source, asBuffer),
    inner: (id, nymId) => optional(inner.get(id, nymId)?.source, asBuffer),
    keepInner: (id, nymId, bytes) => {
      keepInner.run(id, nymId, bytes);
    },
    finish: (ids, state) => {
      connection.transaction(() => {
        finish.run(state, JSON.stringify(ids));
        countFinished();
      });
    },
    kept: () => keptRows.all().map(readArticle),
    retryKept: () => retry.run().changes,
    lookedAt: (after, most) => lookedAt.all(after, most).map(readArticle),
    lookAgain: (nymId, ids) => {
      lookAgain.run(JSON.stringify(ids), nymId);
    },
    ...openPruning(connection),
    ...openSearched(connection),
    deliver: (id, nymId, what) => deliver.run(id, nymId, Number(what === 'mail')).changes > 0,
    hear: (nymId, digest) => hear.run(nymId, digest).changes > 0,
    hasHeard: (nymId, digest) => heard.get(nymId, digest) !== undefined,
  };
}

function openAdding({ sql, transaction }: Connection): Pick<Spool, 'add' | 'addAgain'> {
  const values = `(message_id, subject, posted_at, fetched_at, state, bytes, whole) VALUES (?, ?, ?, ?, 'new', ?, ?)`;
  const add = sql<{ id: ArticleId }>(
    `INSERT INTO article ${values}
     ON CONFLICT (message_id) DO UPDATE SET subject = excluded.subject, posted_at = excluded.posted_at,
       fetched_at = excluded.fetched_at, state = 'new', bytes = excluded.bytes, whole = 1
     WHERE article.whole = 0 AND excluded.whole = 1
     RETURNING id`,
  );
  const addAgain = sql<{ id: ArticleId }>(
    `INSERT INTO article ${values}
     ON CONFLICT (message_id) DO UPDATE SET subject = excluded.subject, state = 'new', bytes = excluded.bytes, whole = 1
     WHERE article.state = 'done'
     RETURNING id`,
  );
  const putSource = sql(
    'INSERT INTO article_source (article_id, source) VALUES (?, ?) ON CONFLICT DO UPDATE SET source = excluded.source',
  );
  const put = (statement: typeof add, { messageId, subject, postedAt, fetchedAt, source, whole }: NewArticle) =>
    transaction(() => {
      const row = statement.get(messageId, subject, postedAt ?? null, fetchedAt, source.length, Number(whole));
      if (row) putSource.run(row.id, source);
      return row?.id;
    });
  return { add: (article) => put(add, article), addAgain: (article) => put(addAgain, article) !== undefined };
}

function openPruning({ sql, transaction }: Connection): Pick<Spool, 'size' | 'prune'> {
  const size = sql<{ articles: number; bytes: number }>(
    `SELECT count(*) AS articles, coalesce(sum(bytes), 0) AS bytes FROM article WHERE ${isHere}`,
  );
  const old = sql<{ id: ArticleId }>(
    `SELECT id FROM article WHERE ${isHere} AND fetched_at < ? ORDER BY fetched_at, id LIMIT ?`,
  );
  /** From the newest on, those with which it becomes too much. */
  const beyond = sql<{ id: ArticleId }>(
    `SELECT id FROM (SELECT id, sum(bytes) OVER (ORDER BY fetched_at DESC, id DESC) AS total FROM article WHERE ${isHere})
     WHERE total > ? LIMIT ?`,
  );
  const dropSources = sql(`DELETE FROM article_source WHERE article_id ${inList}`);
  const dropInners = sql(`DELETE FROM article_inner WHERE article_id ${inList}`);
  const noteDropped = sql(`UPDATE article SET bytes = NULL WHERE id ${inList}`);
  const sizeNow = () => size.get() ?? { articles: 0, bytes: 0 };
  return {
    size: sizeNow,
    prune: (limit, most) =>
      transaction(() => {
        const aged = old.all(limit.before, most);
        const rows = aged.length > 0 || sizeNow().bytes <= limit.bytes ? aged : beyond.all(limit.bytes, most);
        const ids = JSON.stringify(rows.map(({ id }) => id));
        dropSources.run(ids);
        dropInners.run(ids);
        noteDropped.run(ids);
        return rows.length;
      }),
  };
}

/** A counter that only grows. */
function openPasses({ sql }: Connection, name: string) {
  const add = sql('INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1');
  const get = sql<{ value: number }>('SELECT value FROM counter WHERE name = ?');
  return {
    add: () => {
      add.run(name);
    },
    now: () => get.get(name)?.value ?? 0,
  };
}

function openSearched(connection: Connection): Pick<Spool, 'searched' | 'noteSearched' | 'passes' | 'forgetSearched'> {
  const { sql, transaction } = connection;
  const finishes = openPasses(connection, 'articles-finished');
  const searches = openPasses(connection, 'articles-searched');
  const searched = sql<{ digest: string }>('SELECT lower(hex(digest)) AS digest FROM nym_searched WHERE nym_id = ?');
  const note = sql('INSERT INTO nym_searched (nym_id, digest) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const forget = sql('DELETE FROM nym_searched');
  return {
    searched: (nymId) => new Set(searched.all(nymId).map(({ digest }) => digest)),
    noteSearched: (nymId, digests) => {
      transaction(() => {
        for (const digest of digests) note.run(nymId, Buffer.from(digest, 'hex'));
        searches.add();
      });
    },
    passes: () => ({ finished: finishes.now(), searched: searches.now() }),
    forgetSearched: () => {
      forget.run();
    },
  };
}

function readArticle(row: Columns): ArticleRow {
  return { ...row, postedAt: orUndefined(row.postedAt) };
}
