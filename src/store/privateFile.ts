import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Sees to it that a file of the data folder is there, closed to others like the folder, before SQLite opens it; gives its path. One that is
 * there is not opened: by POSIX whoever closes a file once gives up all locks that its process has on it, and SQLite knows its own
 * openings, not ours.
 */
export function privateFile(dir: string, name: string): string {
  const path = join(dir, name);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  return path;
}
