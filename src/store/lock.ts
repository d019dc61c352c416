import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '@signalapp/sqlcipher';
import { codeOf, UserError } from '../base/errors';
import { limits } from './limits';

/**
 * Claims the data directory for one `run`; gives the way to release it. Throws UserError while another process (or this
 * one) holds it. The claim is SQLite's own lock on an empty file: the operating system drops it with the process, however
 * that ends, so there is no stale lock to clean up.
 */
export function lockForRun(dir: string): () => void {
  return claim(dir, limits.lockMs);
}

/** Whether a `run` holds the data directory now. */
export function isRunning(dir: string): boolean {
  try {
    claim(dir, 0)();
    return false;
  } catch (error) {
    if (error instanceof UserError) return true;
    throw error;
  }
}

function claim(dir: string, waitMs: number): () => void {
  const path = join(dir, 'run.lock');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new Database(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMs}; BEGIN EXCLUSIVE`);
  } catch (error) {
    database.close();
    if (!codeOf(error)?.startsWith('SQLITE_BUSY')) throw error;
    throw new UserError(
      'Another nymbridge is running on these data. Stop it first, or give this one a NYMBRIDGE_HOME of its own.',
    );
  }
  let held = true;
  return () => {
    if (held) database.close();
    held = false;
  };
}
