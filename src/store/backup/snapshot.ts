import { chmodSync, closeSync, openSync } from 'node:fs';
import type { Database } from '@signalapp/sqlcipher';
import type { Secret } from '../../base/secret';
import { translated } from '../driverErrors';
import { limits } from '../limits';
import { versionOf } from '../migrate';
import { openDatabase } from '../open';

/** What of a table is copied, where that is not all of it: as it is called in the store, from whatever version on. */
const lessOf: Readonly<Record<string, string>> = {
  // articles that were looked at: they may be most of the store, and are public
  article_source: `WHERE article_id NOT IN (SELECT id FROM main.article WHERE state = 'done')`,
  // the texts for SEARCH are as much again as the texts of the mails, and `run` reads them anew
  body_text: 'WHERE false',
};

/** What is no longer so in the copy, by the version from which on there is such a thing, and up to which. */
const amendments: readonly { readonly from: number; readonly below?: number; readonly sql: string }[] = [
  { from: 14, sql: `UPDATE copy.article SET bytes = NULL WHERE state = 'done';` },
  { from: 21, below: 24, sql: 'INSERT OR IGNORE INTO copy.text_due (body_id) SELECT id FROM copy.body;' },
  { from: 24, sql: `DELETE FROM copy.counter WHERE name = 'texts';` },
];

/**
 * Writes a copy of the store in `dir` as it is at one moment, under the same key, to `path`, whatever other processes write
 * meanwhile: they are not kept waiting. Without the articles of the newsgroup that were looked at, and without what is kept twice for
 * searches. In memory there are some tens of bytes of each mail and article, and no more. Not flushed to the disk.
 */
export function takeSnapshot(dir: string, key: Secret, path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
  chmodSync(path, 0o600);
  const database = openDatabase(dir, key);
  try {
    translated(() => {
      attachCopy(database, key, path);
      database.exec('BEGIN');
      copyAll(database, versionOf(database));
      database.exec('COMMIT; DETACH copy');
    });
  } finally {
    database.close();
  }
}

/** What is left of a copy after a crash is thrown away: it needs no journal. */
function attachCopy(database: Database, key: Secret, path: string): void {
  database.exec('PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF');
  key.use((bytes) => {
    const quoted = path.replaceAll("'", "''");
    database.exec(`ATTACH '${quoted}' AS copy KEY "x'${bytes.toString('hex')}'"`);
  });
  database.exec(`
    PRAGMA copy.cipher_page_size = ${limits.pageBytes};
    PRAGMA copy.journal_mode = OFF;
    PRAGMA copy.synchronous = OFF;
  `);
}

/** Row by row, in the order of the tables: the copy has no gaps, and indexes and triggers come when all is there. */
function copyAll(database: Database, version: number): void {
  const parts = partsOf(database);
  const tables = parts.filter(({ type }) => type === 'table');
  for (const table of tables) database.exec(inCopy(table));
  for (const { name } of tables)
    database.exec(`INSERT INTO copy."${name}" SELECT * FROM main."${name}" ${lessOf[name] ?? ''}`);
  for (const { from, below = Infinity, sql } of amendments) if (version >= from && version < below) database.exec(sql);
  if (tables.some(({ sql }) => sql.includes('AUTOINCREMENT')))
    database.exec(
      'DELETE FROM copy.sqlite_sequence; INSERT INTO copy.sqlite_sequence SELECT * FROM main.sqlite_sequence',
    );
  for (const part of parts) if (part.type !== 'table') database.exec(inCopy(part));
  database.exec(`PRAGMA copy.user_version = ${version}`);
}

/** A table, an index or a trigger, and the statement that makes it. */
type Part = Readonly<Record<'type' | 'name' | 'sql', string>>;

/** All that the migrations have made. What SQLite makes by itself has no statement, or a name of its own. */
function partsOf(database: Database): Part[] {
  return database
    .prepare(
      `SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid`,
    )
    .all<Part>();
}

/** The statement with the copy's name in it; SQLite keeps all of them in one form. */
function inCopy({ sql }: Part): string {
  const made = /^CREATE (?:TABLE|UNIQUE INDEX|INDEX|TRIGGER) /.exec(sql)?.[0];
  if (made === undefined) throw new Error('the store has something that a copy of it would not');
  return `${made}copy.${sql.slice(made.length)}`;
}
