import { codeOf } from '../base/errors';
import type { StoreErrorCode } from './errors';
import { StoreError } from './errors';

/** What the driver's result codes mean here, by their beginning. */
const meanings: readonly (readonly [string, StoreErrorCode, string])[] = [
  ['SQLITE_CONSTRAINT_UNIQUE', 'already-exists', 'There is one of that name already.'],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'already-exists', 'There is one of that name already.'],
  ['SQLITE_CONSTRAINT_FOREIGNKEY', 'nonexistent', 'What this belongs to is no longer in the store.'],
  ['SQLITE_BUSY', 'busy', 'Another process is writing to the store. Try again in a moment.'],
  ['SQLITE_LOCKED', 'busy', 'The store is in use. Try again in a moment.'],
  ['SQLITE_FULL', 'full', 'There is no space left on the disk. Make some, and try again.'],
  ['SQLITE_IOERR', 'damaged', 'The store could not be read or written. Check the disk.'],
  ['SQLITE_NOTADB', 'damaged', 'The store does not open with this key, or is damaged. Restore a backup.'],
  ['SQLITE_CORRUPT', 'damaged', 'The store is damaged. Restore a backup.'],
  // of a page that does not open in the middle of a query; statements of ours that make no sense do not get past a test
  ['SQLITE_ERROR', 'damaged', 'The store is damaged. Restore a backup.'],
];

/** What to throw in place of an error of the driver's: a StoreError where it has a meaning, without the SQL or any value in its message. */
export function meaningOf(error: unknown): unknown {
  const code = codeOf(error);
  const meaning = meanings.find(([start]) => code?.startsWith(start));
  return meaning ? new StoreError(meaning[1], meaning[2], { cause: error }) : error;
}

/** Runs `f`; throws such an error. */
export function translated<T>(f: () => T): T {
  try {
    return f();
  } catch (error) {
    throw meaningOf(error);
  }
}
