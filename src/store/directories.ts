import { asBuffer } from '../base/bytes';
import { orUndefined } from './columns';
import type { Connection } from './connection';

/** What a file says of remailers: their keys, or how they do. */
export interface DirectoryKey {
  readonly format: 'yamn' | 'mixmaster';
  readonly what: 'pubring' | 'statistics';
  /** Where it is fetched from, or the name of what was read in by hand. */
  readonly source: string;
}

/** The last good copy of such a file, and how the last try went. Times are milliseconds since 1970. */
export interface DirectoryRow extends DirectoryKey {
  /** Undefined until it has been had once. */
  readonly bytes: Buffer | undefined;
  readonly hadAt: number | undefined;
  readonly triedAt: number;
  /** A sentence; undefined where the last try went well. */
  readonly failure: string | undefined;
}

export interface Directories {
  /** In the order in which they were first tried. */
  all(): DirectoryRow[];
  /** Puts a copy in the place of the one before. */
  put(key: DirectoryKey, bytes: Buffer, at: number): void;
  /** Notes a try that failed; the copy from before stays. */
  noteFailure(key: DirectoryKey, failure: string, at: number): void;
  remove(key: DirectoryKey): void;
}

type Nullable = 'bytes' | 'hadAt' | 'failure';
type Columns = Omit<DirectoryRow, Nullable> & {
  readonly bytes: Uint8Array | null;
  readonly hadAt: number | null;
  readonly failure: string | null;
};

export function openDirectories({ sql }: Connection): Directories {
  const all = sql<Columns>(
    'SELECT format, what, source, bytes, had_at AS hadAt, tried_at AS triedAt, failure FROM directory_file ORDER BY rowid',
  );
  const put = sql(
    `INSERT INTO directory_file (format, what, source, bytes, had_at, tried_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET bytes = excluded.bytes, had_at = excluded.had_at, tried_at = excluded.tried_at, failure = NULL`,
  );
  const fail = sql(
    `INSERT INTO directory_file (format, what, source, failure, tried_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET failure = excluded.failure, tried_at = excluded.tried_at`,
  );
  const remove = sql('DELETE FROM directory_file WHERE format = ? AND what = ? AND source = ?');
  return {
    all: () => all.all().map(readRow),
    put: ({ format, what, source }, bytes, at) => {
      put.run(format, what, source, bytes, at, at);
    },
    noteFailure: ({ format, what, source }, failure, at) => {
      fail.run(format, what, source, failure, at);
    },
    remove: ({ format, what, source }) => {
      remove.run(format, what, source);
    },
  };
}

function readRow({ bytes, hadAt, failure, ...row }: Columns): DirectoryRow {
  return {
    ...row,
    bytes: bytes === null ? undefined : asBuffer(bytes),
    hadAt: orUndefined(hadAt),
    failure: orUndefined(failure),
  };
}
