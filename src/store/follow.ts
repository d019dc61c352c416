import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';

/** Written to by every commit of every process, and in place as long as anybody has the store open. */
export const logOf = (path: string): string => `${path}-wal`;

/**
 * Calls `look` soon after anybody has written to the file at `path`, while somebody wants it, and never while nobody writes: a machine at
 * rest is left asleep. Where the system cannot tell of writes (some network folders, or too many watches) it is never called. Gives
 * how to begin, which gives how to end.
 */
export function openFollowing(path: string, look: () => void): () => () => void {
  const wanted = new Set<symbol>();
  let stop: (() => void) | undefined;
  return () => {
    const one = Symbol('who wants it');
    wanted.add(one);
    stop ??= follow(path, look);
    return () => {
      wanted.delete(one);
      if (wanted.size > 0) return;
      stop?.();
      stop = undefined;
    };
  };
}

function follow(path: string, look: () => void): () => void {
  const looks = openLooks(look);
  const watcher = tryWatch(path, looks.restart);
  // watching may end at any time, as with an unmounted folder
  watcher?.on('error', () => {
    watcher.close();
  });
  return () => {
    watcher?.close();
    looks.stop();
  };
}

function tryWatch(path: string, listener: () => void): FSWatcher | undefined {
  try {
    return watch(path, { persistent: false }, listener);
  } catch {
    return undefined;
  }
}

/** Below what a person notices, and seldom enough that a process that writes much itself does not look after each commit. */
const firstMs = 4;
const lastMs = 256;

/**
 * The log is written before its commit counts, and then the disk may take its time: so there are several looks after a write, each
 * after twice the time of the one before.
 */
function openLooks(look: () => void) {
  let timer: NodeJS.Timeout | undefined;
  let wait = 0;
  const lookAfter = (ms: number) => {
    clearTimeout(timer);
    wait = ms;
    timer = setTimeout(() => {
      timer = undefined;
      if (wait < lastMs) lookAfter(wait * 2);
      quietly(look);
    }, ms).unref();
  };
  return {
    restart: () => {
      // who writes without a pause must not put the look off for ever
      if (timer === undefined || wait > firstMs) lookAfter(firstMs);
    },
    stop: () => {
      clearTimeout(timer);
    },
  };
}

/** What goes wrong here goes wrong for the next one who reads, who has somebody to tell. */
function quietly(look: () => void): void {
  try {
    look();
  } catch {
    // a store that is closed, a disk that is gone
  }
}
