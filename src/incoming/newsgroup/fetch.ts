import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import { NntpError } from '../../protocol/nntp';
import type { NntpClient } from '../../protocol/nntp';
import type { Store } from '../../store';
import { readDate } from '../article';
import type { Outside } from '../article';
import { limits } from './limits';
import { list } from './listing';
import type { Listed } from './listing';
import { planRound, ranges, startOver } from './plan';
import type { Plan, Position } from './plan';
import { connect } from './server';
import type { NewsServer } from './server';
import { openBatch } from './spool';
import type { Batch } from './spool';
import { openStumbles } from './stumbles';
import type { Stumbles, Turn } from './stumbles';

/** What a round with one server needs. */
export interface FetchParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly newsgroup: string;
  readonly log: Log;
  /** Where it is there, nothing else is fetched: the server then sees which articles somebody wanted. All are where it is not. */
  readonly wanted?: ((article: Outside) => boolean) | undefined;
  /** Told when articles have been written to the spool. It must be over at once: what it took would be seen on the line. */
  readonly onRead?: ((progress: Progress) => void) | undefined;
  /** What is known of earlier rounds; nothing where it is left out. */
  readonly stumbles?: Stumbles | undefined;
  readonly signal: AbortSignal;
}

/** How far a server has been read, after one stretch of its numbers. */
export interface Progress {
  readonly server: string;
  /** Articles of this stretch that were new. */
  readonly added: number;
  /** Numbers that were looked at in this round, and those still to come. */
  readonly done: number;
  readonly left: number;
}

/**
 * Reads a newsgroup on one server from its mark to its end, in the group's order: every article is fetched whole, ours or
 * not, and skipped only where its Message-ID has been seen. What arrived before a failure is kept, and the mark stands
 * behind it. Throws NetError, NntpError and StoreError; the first two also when `signal` has ended the connection.
 */
export async function fetchFrom(server: NewsServer, parts: FetchParts): Promise<void> {
  const client = await connect(server, parts.clock, parts.signal);
  try {
    await readGroup(client, server.name, parts);
    await client.quit();
  } finally {
    client.close();
  }
}

async function readGroup(client: NntpClient, server: string, parts: FetchParts): Promise<void> {
  const { store, clock, newsgroup, log, onRead, wanted, signal, stumbles = openStumbles() } = parts;
  const { low, high } = await client.group(newsgroup);
  const position = { low, high, mark: store.marks.get(server, newsgroup) };
  // where only some are fetched, what is known tells nothing of the numbers
  const plan = wanted ? planRound(position) : await planWith(client, store, position);
  const skipped = (number: number) => {
    log.warn('article skipped, larger than any mail', { server, number });
  };
  const batch = openBatch({ store, clock, server, newsgroup, low, high: plan.high, last: high, from: plan.from });
  const target = { server, store, batch, mark: plan.high, high, skipped, wanted, stumbles, signal };
  let came = 0;
  const tell = (to: number) => {
    const added = batch.flush();
    came += added;
    onRead?.({ server, added, done: to - plan.from + 1, left: high - to });
  };
  const last: Listed[] = [];
  for (const range of ranges(plan.from, high)) {
    try {
      last.push(...(await readRange(client, target, range)));
    } finally {
      tell(range.to);
    }
  }
  if (last.length === 0) return;
  try {
    await readLast(client, target, last, came > 0);
  } finally {
    tell(high);
  }
}

/**
 * The plan, unless the server has nothing just before the mark that we have ever seen: then its numbers mean other articles
 * than they did, or it named numbers that it had not come to, and fills them now. A server that does not tell Message-IDs is
 * not looked back on, for all of it would be fetched again.
 */
async function planWith(client: NntpClient, store: Store, position: Position): Promise<Plan> {
  const plan = planRound(position);
  if (plan.from > plan.high) return plan;
  const listed = await list(client, plan.from, plan.high);
  const ids = listed.flatMap(({ messageId }) => messageId ?? []);
  if (listed.length > 0 && ids.length === 0) return { ...plan, from: plan.high + 1 };
  return store.spool.known(ids).size === 0 ? startOver(position.low) : plan;
}

interface Target {
  readonly server: string;
  readonly store: Store;
  readonly batch: Batch;
  /** Up to this number the server has been read before. */
  readonly mark: number;
  /** The group's high-water mark. */
  readonly high: number;
  /** Told of each article that is too large to be taken. */
  readonly skipped: (number: number) => void;
  readonly wanted: FetchParts['wanted'];
  readonly stumbles: Stumbles;
  readonly signal: AbortSignal;
}

/** Gives what is to be asked for when all else has come. */
async function readRange(client: NntpClient, target: Target, range: { from: number; to: number }): Promise<Listed[]> {
  const { server, store, batch, mark, skipped, wanted, stumbles } = target;
  const listed = await list(client, range.from, range.to);
  for (const one of listed) if (isTooLarge(one)) skipped(one.number);
  const some = listed.filter((one) => !isTooLarge(one) && (!wanted || isWanted(one, wanted)));
  const fresh = unseen(store, some, mark);
  const at = (turn: Turn) => fresh.filter((one) => stumbles.turnOf(server, one) === turn);
  const last = at('last');
  for (const { number } of last) batch.hold(number);
  // an article at a number that was only guessed at may be yet to come
  const guessed = listed.some(({ messageId }) => messageId === undefined);
  await takeAll(client, target, at('now'), guessed, (one) => {
    stumbles.note(server, one);
  });
  if (!guessed) batch.passed(range.to);
  return last;
}

/**
 * The connection was lost at these before. Lost at one again it is the article's fault where the server has given others in this round
 * (`gives`); else it may be down, and the mark waits.
 */
async function readLast(client: NntpClient, target: Target, last: readonly Listed[], gives: boolean): Promise<void> {
  const { server, stumbles } = target;
  for (const one of last)
    await takeAll(client, target, [one], false, () => {
      if (gives) stumbles.note(server, one);
    });
}

/** Fetches these; `lostAt` is told of the one at which the server has ended the connection. */
async function takeAll(
  client: NntpClient,
  { batch, high, skipped, signal }: Target,
  articles: readonly Listed[],
  guessed: boolean,
  lostAt: (article: Listed) => void,
): Promise<void> {
  let came = 0;
  try {
    for await (const { number, result } of client.articles(articles.map((one) => one.number))) {
      came++;
      if (!(result instanceof NntpError)) batch.take(number, result.source, result.messageId);
      else if (guessed && result.code === 'no-such-article') continue;
      else if (isGone(result) || number <= high - limits.patienceNumbers) batch.gone(number);
      else batch.hold(number);
      if (result instanceof NntpError && result.code === 'too-large') skipped(number);
    }
  } catch (error) {
    const next = articles[came];
    if (next && error instanceof NntpError && !signal.aborted) lostAt(next);
    throw error;
  }
}

function isTooLarge({ bytes = 0 }: Listed): boolean {
  return bytes > limits.articleBytes;
}

/** A server without an overview does not say. */
function isWanted({ subject, date }: Listed, wanted: (article: Outside) => boolean): boolean {
  return subject === undefined || wanted({ subject, postedAt: readDate(date) });
}

/**
 * The articles to fetch: each Message-ID once, and none that has been seen. One that was seen only in a copy cut short is
 * asked for again, but of each server once.
 */
function unseen(store: Store, listed: readonly Listed[], mark: number): Listed[] {
  const idsOf = (some: readonly Listed[]) => some.flatMap(({ messageId }) => messageId ?? []);
  const before = store.spool.known(idsOf(listed.filter(({ number }) => number <= mark)));
  const seen = new Set<string>([...before, ...store.spool.knownWhole(idsOf(listed))]);
  return listed.filter(({ messageId }) => {
    if (messageId === undefined) return true;
    const isNew = !seen.has(messageId);
    seen.add(messageId);
    return isNew;
  });
}

/** Whether asking again would bring nothing else. */
function isGone({ code }: NntpError): boolean {
  return code === 'no-such-article' || code === 'too-large';
}
