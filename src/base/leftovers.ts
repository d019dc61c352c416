import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './errors';

/**
 * Removes what was written by processes that are no more. Such names are `before`, the process's number, perhaps a dot and letters,
 * and `after`. With our number they are an earlier process's, but for those that are `inUse`. Throws what the file system says.
 */
export function removeLeftovers(dir: string, before: string, after: string, inUse?: ReadonlySet<string>): void {
  for (const name of namesIn(dir)) {
    if (!name.startsWith(before) || !name.endsWith(after) || inUse?.has(name) === true) continue;
    const pid = /^(\d{1,10})(?:\.[a-z0-9]+)?$/.exec(name.slice(before.length, name.length - after.length))?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(dir, name), { force: true });
  }
}

/** None of a folder that may be written to and not be read: what is left there is its owner's to remove. */
function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (codeOf(error) === 'EACCES') return [];
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM'; // somebody else's
  }
}
