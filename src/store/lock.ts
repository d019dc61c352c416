import { Database } from '@signalapp/sqlcipher';
import { codeOf, UserError } from '../base/errors';
import { limits } from './limits';
import { privateFile } from './privateFile';

/**
 * Claims the data directory for one `run`; gives the way to release it. Throws UserError while another process (or this
 * one) holds it. The claim is SQLite's own lock on an empty file: the operating system drops it with the process, however
 * that ends, so there is no stale lock to clean up.
 */
export function lockForRun(dir: string): () => void {
  return claim(dir, run, limits.lockMs);
}

/** Says that a verb has the database open; gives the way to say that it is closed. Many may at once. Throws UserError while it is being replaced. */
export function lockForUse(dir: string): () => void {
  return claim(dir, use, limits.lockMs);
}

/** Claims the database for putting another in its place. Throws UserError while a verb has it open. */
export function lockForReplacing(dir: string): () => void {
  return claim(dir, replacing, limits.lockMs);
}

/** Claims the data directory for one move of mail, in or out; gives the way to release it. Throws UserError while another is going on. */
export function lockForMoving(dir: string): () => void {
  return claim(dir, moving, limits.lockMs);
}

/** Whether a `run` holds the data directory now. */
export function isRunning(dir: string): boolean {
  try {
    claim(dir, run, 0)();
    return false;
  } catch (error) {
    if (error instanceof UserError) return true;
    throw error;
  }
}

interface Claim {
  readonly file: string;
  /** The statements that take SQLite's lock. */
  readonly take: string;
  /** What it means that somebody else has it, and what to do. */
  readonly taken: string;
}

const run: Claim = {
  file: 'run.lock',
  take: 'BEGIN EXCLUSIVE',
  taken: 'Another nymbridge is running on these data. Stop it first, or give this one a NYMBRIDGE_HOME of its own.',
};
const use: Claim = {
  file: 'use.lock',
  take: 'BEGIN; SELECT count(*) FROM sqlite_schema', // a reader's lock, which others can share
  taken: 'A backup is just being put in place of these data. Try again when "nymbridge restore" has ended.',
};
const replacing: Claim = {
  file: 'use.lock',
  take: 'BEGIN EXCLUSIVE',
  taken:
    'Another nymbridge command has these data open. Let it end, or stop it, and restore then. Nothing was changed.',
};
const moving: Claim = {
  file: 'moving.lock',
  take: 'BEGIN EXCLUSIVE',
  taken:
    'Another "nymbridge mail export" or "mail import" is at work on these data. Let it end, or stop it, and try again.',
};

function claim(dir: string, { file, take, taken }: Claim, waitMs: number): () => void {
  const database = new Database(privateFile(dir, file));
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMs}; ${take}`);
  } catch (error) {
    database.close();
    if (!codeOf(error)?.startsWith('SQLITE_BUSY')) throw error;
    throw new UserError(taken);
  }
  let held = true;
  return () => {
    if (held) database.close();
    held = false;
  };
}
