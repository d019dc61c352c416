import type { Database } from '@signalapp/sqlcipher';
import { UserError } from '../base/errors';
import { translated } from './driverErrors';
import { migrations } from './migrations';

/**
 * Brings the schema to `target` (the newest unless a test says otherwise), all or nothing. Two processes may come at once:
 * the second waits and finds the work done. Throws UserError where a newer program has written the file.
 */
export function migrate(database: Database, target = migrations.length): void {
  if (versionOf(database) === target) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    const from = versionOf(database);
    if (from > migrations.length)
      throw new UserError(
        'The data were written by a newer nymbridge than this one. Install that version or a later one.',
      );
    for (const migration of migrations.slice(from, target)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${Math.max(from, target)}`);
    database.exec('COMMIT');
  } catch (error) {
    undo(database);
    throw error;
  }
}

/** On a full disk SQLite may have undone everything by itself; the error that led there is the one to tell. */
function undo(database: Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // no transaction any more
  }
}

/** How many migrations the file has had. The first touch of its content: a wrong key shows here. */
export function versionOf(database: Database): number {
  return translated(() => Number(database.pragma('user_version', { simple: true })));
}
