import type { ImapFlow } from 'imapflow';
import { UserError } from '../../base/errors';
import { limits } from '../limits';

/**
 * Lets a command run as long as its answer is not longer than `most` bytes; then the connection is closed, for the library
 * gathers whatever a server goes on saying. `what` is what was asked for. Throws UserError.
 */
export async function inBounds<T>(client: ImapFlow, most: number, what: string, ask: () => Promise<T>): Promise<T> {
  const begin = client.stats().received;
  const state = { flooded: false };
  const watch = setInterval(() => {
    state.flooded ||= client.stats().received - begin > most;
    if (state.flooded) client.close();
  }, limits.watchMs);
  try {
    return await ask();
  } catch (error) {
    throw state.flooded ? tooMuch(what) : error;
  } finally {
    clearInterval(watch);
  }
}

/** The list, where it has at most `most` members. Throws UserError. */
export function atMost<T>(list: readonly T[], most: number, what: string): readonly T[] {
  if (list.length > most) throw tooMuch(what);
  return list;
}

function tooMuch(what: string): UserError {
  return new UserError(`The server's ${what} is longer than any honest one's. Nothing more is asked of it.`);
}
