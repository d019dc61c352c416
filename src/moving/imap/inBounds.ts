import type { FetchMessageObject, ImapFlow } from 'imapflow';
import { UserError } from '../../base/errors';
import { limits } from '../limits';

/**
 * Lets a command run as long as its answer is not longer than `most` bytes; then the connection is closed, for the library
 * gathers whatever a server goes on saying. `what` is what was asked for. Throws UserError.
 */
export async function inBounds<T>(client: ImapFlow, most: number, what: string, ask: () => Promise<T>): Promise<T> {
  const watch = watchOver(client, most);
  try {
    return await ask();
  } catch (error) {
    throw watch.flooded ? tooMuch(what) : error;
  } finally {
    watch.end();
  }
}

/**
 * What a FETCH gives of these mails: a row a mail, as they come, and with what was asked for in it. All else that a server says is dropped:
 * news of other mails, rows without it, a mail once more; where that has no end, the connection is closed. Throws UserError.
 */
export async function* fetchRows(
  client: ImapFlow,
  uids: readonly number[],
  query: Wish,
): AsyncGenerator<FetchMessageObject, void, undefined> {
  const wanted = new Set(uids);
  const whole = 'source' in query;
  const watch = watchOver(client, whole ? limits.answerBytes : limits.lineBytes);
  try {
    for await (const row of client.fetch([...uids], query, { uid: true })) {
      const isAnswer = whole ? Buffer.isBuffer(row.source) : row.size !== undefined;
      if (!isAnswer || !wanted.delete(row.uid)) continue;
      watch.allowed += row.source?.length ?? 0;
      yield row;
    }
  } catch (error) {
    throw watch.flooded ? tooMuch('answer') : error;
  } finally {
    watch.end();
  }
}

/** What is asked about each mail: itself, or its size and more. */
type Wish =
  | { readonly uid: true; readonly source: true }
  | { readonly uid: true; readonly size: true; readonly flags?: true; readonly internalDate?: true };

/** Closes the connection when a server has said more than is allowed from now on. `allowed` may grow. */
function watchOver(client: ImapFlow, most: number) {
  const watch = { allowed: client.stats().received + most, flooded: false };
  const timer = setInterval(() => {
    watch.flooded ||= client.stats().received > watch.allowed;
    if (watch.flooded) client.close();
  }, limits.watchMs);
  return Object.assign(watch, {
    end: () => {
      clearInterval(timer);
    },
  });
}

/** The list, where it has at most `most` members. Throws UserError. */
export function atMost<T>(list: readonly T[], most: number, what: string): readonly T[] {
  if (list.length > most) throw tooMuch(what);
  return list;
}

function tooMuch(what: string): UserError {
  return new UserError(`The server's ${what} is longer than any honest one's. Nothing more is asked of it.`);
}
