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
  const { store, clock, newsgroup, log, onRead, wanted } = parts;
  const { low, high } = await client.group(newsgroup);
  const position = { low, high, mark: store.marks.get(server, newsgroup) };
  // where only some are fetched, what is known tells nothing of the numbers
  const plan = wanted ? planRound(position) : await planWith(client, store, position);
  const skipped = (number: number) => {
    log.warn('article skipped, larger than any mail', { server, number });
  };
  const batch = openBatch({ store, clock, server, newsgroup, low, high: plan.high, last: high, from: plan.from });
  for (const range of ranges(plan.from, high)) {
    try {
      await readRange(client, { store, batch, mark: plan.high, high, skipped, wanted }, range);
    } finally {
      onRead?.({ server, added: batch.flush(), done: range.to - plan.from + 1, left: high - range.to });
    }
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
  readonly store: Store;
  readonly batch: Batch;
  /** Up to this number the server has been read before. */
  readonly mark: number;
  /** The group's high-water mark. */
  readonly high: number;
  /** Told of each article that is too large to be taken. */
  readonly skipped: (number: number) => void;
  readonly wanted: FetchParts['wanted'];
}

async function readRange(client: NntpClient, target: Target, range: { from: number; to: number }): Promise<void> {
  const { store, batch, mark, high, skipped, wanted } = target;
  const listed = await list(client, range.from, range.to);
  for (const one of listed) if (isTooLarge(one)) skipped(one.number);
  const some = listed.filter((one) => !isTooLarge(one) && (!wanted || isWanted(one, wanted)));
  // an article at a number that was only guessed at may be yet to come
  const guessed = listed.some(({ messageId }) => messageId === undefined);
  for await (const { number, result } of client.articles(unseen(store, some, mark))) {
    if (!(result instanceof NntpError)) batch.take(number, result.source, result.messageId);
    else if (guessed && result.code === 'no-such-article') continue;
    else if (isGone(result) || number <= high - limits.patienceNumbers) batch.passed(number);
    else batch.hold();
    if (result instanceof NntpError && result.code === 'too-large') skipped(number);
  }
  if (!guessed) batch.passed(range.to);
}

function isTooLarge({ bytes = 0 }: Listed): boolean {
  return bytes > limits.articleBytes;
}

/** A server without an overview does not say. */
function isWanted({ subject, date }: Listed, wanted: (article: Outside) => boolean): boolean {
  return subject === undefined || wanted({ subject, postedAt: readDate(date) });
}

/**
 * The numbers to fetch: each Message-ID once, and none that has been seen. One that was seen only in a copy cut short is
 * asked for again, but of each server once.
 */
function unseen(store: Store, listed: readonly Listed[], mark: number): number[] {
  const idsOf = (some: readonly Listed[]) => some.flatMap(({ messageId }) => messageId ?? []);
  const before = store.spool.known(idsOf(listed.filter(({ number }) => number <= mark)));
  const seen = new Set<string>([...before, ...store.spool.knownWhole(idsOf(listed))]);
  return listed.flatMap(({ number, messageId }) => {
    if (messageId === undefined) return [number];
    if (seen.has(messageId)) return [];
    seen.add(messageId);
    return [number];
  });
}

/** Whether asking again would bring nothing else. */
function isGone({ code }: NntpError): boolean {
  return code === 'no-such-article' || code === 'too-large';
}
