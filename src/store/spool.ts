import type { ArticleId, NymId } from './ids';

/** `new`: not looked at yet. `done`: looked at, its bytes dropped. `kept`: looked at, its bytes kept. */
export type ArticleState = 'new' | 'done' | 'kept';

/** An article of the newsgroup, without its bytes. Times are milliseconds since 1970. */
export interface ArticleRow {
  readonly id: ArticleId;
  /** With angle brackets, as in the article. */
  readonly messageId: string;
  readonly subject: string;
  /** By the article's Date field. */
  readonly postedAt: number;
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
