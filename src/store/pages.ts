import { orUndefined } from './columns';
import type { Connection } from './connection';
import type { NymId } from './ids';

/** As the web server gave them, or the text in them. */
export type PageForm = 'page' | 'text';

/** Pages that were asked for in one request. Times are milliseconds since 1970. */
export interface PageRequest {
  readonly nymId: NymId;
  /** The passphrase that the answer's subject is made of; no two requests have the same. */
  readonly hsub: string;
  readonly urls: readonly string[];
  readonly form: PageForm;
  readonly askedAt: number;
  readonly answeredAt: number | undefined;
}

export interface PageRequests {
  /** Throws `already-exists` where the hSub is known. */
  add(request: Omit<PageRequest, 'answeredAt'>): void;
  /** Oldest first. */
  of(nymId: NymId): PageRequest[];
  /** Notes that there was an answer; a second one changes nothing. */
  answer(hsub: string, at: number): void;
  /** Those of all nyms that were asked for before `before` and have no answer, oldest first. */
  unanswered(before: number): PageRequest[];
  remove(hsub: string): void;
  /** Removes what was asked for before `before`. */
  forget(nymId: NymId, before: number): void;
}

type Columns = Omit<PageRequest, 'urls' | 'answeredAt'> & {
  readonly urls: string;
  readonly answeredAt: number | null;
};

const columns = 'nym_id AS nymId, hsub, urls, form, asked_at AS askedAt, answered_at AS answeredAt';

export function openPageRequests({ sql }: Connection): PageRequests {
  const add = sql('INSERT INTO page_request (nym_id, hsub, urls, form, asked_at) VALUES (?, ?, ?, ?, ?)');
  const of = sql<Columns>(`SELECT ${columns} FROM page_request WHERE nym_id = ? ORDER BY id`);
  const unanswered = sql<Columns>(
    `SELECT ${columns} FROM page_request WHERE answered_at IS NULL AND asked_at < ? ORDER BY id`,
  );
  const remove = sql('DELETE FROM page_request WHERE hsub = ?');
  const answer = sql('UPDATE page_request SET answered_at = ? WHERE hsub = ? AND answered_at IS NULL');
  const forget = sql('DELETE FROM page_request WHERE nym_id = ? AND asked_at < ?');
  return {
    add: ({ nymId, hsub, urls, form, askedAt }) => {
      add.run(nymId, hsub, JSON.stringify(urls), form, askedAt);
    },
    of: (nymId) => of.all(nymId).map(readRow),
    answer: (hsub, at) => {
      answer.run(at, hsub);
    },
    unanswered: (before) => unanswered.all(before).map(readRow),
    remove: (hsub) => {
      remove.run(hsub);
    },
    forget: (nymId, before) => {
      forget.run(nymId, before);
    },
  };
}

function readRow(row: Columns): PageRequest {
  return {
    ...row,
    urls: JSON.parse(row.urls) as string[],
    answeredAt: orUndefined(row.answeredAt),
  };
}
