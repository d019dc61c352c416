import { Database } from '@signalapp/sqlcipher';
import { translated } from './driverErrors';

/** One SQL statement and what stands for its `?`s. */
export type PlainStatement = readonly [sql: string, ...values: Uint8Array<ArrayBuffer>[]];

/**
 * Writes an SQLite file that is not encrypted, for another program to read; nothing of the store is in it but what is handed
 * over. The file must be there, empty, with the permissions it is to have.
 */
export function writePlainDatabase(path: string, statements: readonly PlainStatement[]): void {
  translated(() => {
    const database = new Database(path);
    try {
      // rewritten if the machine dies; a journal beside it would be one file more to protect
      database.exec('PRAGMA journal_mode = MEMORY');
      for (const [sql, ...values] of statements) database.prepare(sql).run(values);
    } finally {
      database.close();
    }
  });
}
