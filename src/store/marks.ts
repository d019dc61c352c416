import { optional } from './columns';
import type { Connection } from './connection';

/** How far a newsgroup has been read on one news server. */
export interface Mark {
  /** Every article number up to this one is in the spool, or was gone. */
  readonly high: number;
  /** The server's own low-water mark at that time: a fall means that it was renumbered. */
  readonly low: number;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  /** The server's high-water mark: what is left to be read lies between. */
  readonly last: number;
  /** From which number on, and since when, the last round has read. */
  readonly roundFrom: number;
  readonly roundAt: number;
}

export interface Marks {
  get(server: string, newsgroup: string): Mark | undefined;
  set(server: string, newsgroup: string, mark: Mark): void;
  all(): (Mark & { readonly server: string; readonly newsgroup: string })[];
}

const columns =
  'server, newsgroup, high, low, updated_at AS updatedAt, last, round_from AS roundFrom, round_at AS roundAt';

export function openMarks({ sql }: Connection): Marks {
  type Columns = Mark & { readonly server: string; readonly newsgroup: string };
  const get = sql<Columns>(`SELECT ${columns} FROM news_mark WHERE server = ? AND newsgroup = ?`);
  const all = sql<Columns>(`SELECT ${columns} FROM news_mark ORDER BY server, newsgroup`);
  const set = sql(
    `INSERT INTO news_mark (server, newsgroup, high, low, updated_at, last, round_from, round_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET high = excluded.high, low = excluded.low, updated_at = excluded.updated_at,
       last = excluded.last, round_from = excluded.round_from, round_at = excluded.round_at`,
  );
  return {
    get: (server, newsgroup) => optional(get.get(server, newsgroup), ({ server: _, newsgroup: __, ...mark }) => mark),
    set: (server, newsgroup, { high, low, updatedAt, last, roundFrom, roundAt }) => {
      set.run(server, newsgroup, high, low, updatedAt, last, roundFrom, roundAt);
    },
    all: () => all.all(),
  };
}
