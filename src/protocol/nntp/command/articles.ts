import { NntpError } from '../error';
import type { Limits } from '../limits';
import type { Article, Room } from './article';

/** One of many articles asked for: the article, or why it alone could not be had. */
export interface Fetched {
  readonly number: number;
  readonly result: Article | NntpError;
}

type Outcome = Fetched | { readonly lost: NntpError };

/**
 * Fetches many articles, `depth` at a time in flight or waiting to be taken, and gives them in the order asked for, each as soon
 * as it is there. An article's own failure is a result; when the connection is lost the loop throws that NntpError, and what
 * it gave before is whole. Leaving the loop early is fine. Of those waiting no more than `heldBytes` are kept: one that
 * does not fit is let go, and asked for again when its turn comes.
 */
export async function* fetchArticles(
  fetch: (n: number, room?: Room) => Promise<Article>,
  numbers: Iterable<number>,
  { depth, heldBytes }: Pick<Limits, 'depth' | 'heldBytes'>,
): AsyncGenerator<Fetched, void, undefined> {
  const room: Room = { bytes: heldBytes };
  const queue: Promise<Outcome>[] = [];
  const source = numbers[Symbol.iterator]();
  const fill = (): void => {
    while (queue.length < depth) {
      const next = source.next();
      if (next.done) return;
      queue.push(outcome(next.value, fetch(next.value, room)));
    }
  };
  fill();
  for (let first = queue.shift(); first; first = queue.shift()) {
    const came = await first;
    const done = isLetGo(came) ? await outcome(came.number, fetch(came.number)) : came;
    if ('lost' in done) throw done.lost;
    if (done === came) room.bytes += sizeOf(done);
    fill();
    yield done;
  }
}

function isLetGo(done: Outcome): done is Fetched {
  return 'result' in done && done.result instanceof NntpError && done.result.code === 'no-room';
}

function sizeOf({ result }: Fetched): number {
  return result instanceof NntpError ? 0 : result.source.length;
}

/** Never rejects: nobody may be looking when the connection goes. */
async function outcome(number: number, article: Promise<Article>): Promise<Outcome> {
  try {
    return { number, result: await article };
  } catch (error) {
    const known = error instanceof NntpError ? error : new NntpError('failed', { cause: error });
    return known.lost ? { lost: known } : { number, result: known };
  }
}
