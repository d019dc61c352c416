import type { Clock } from '../../base/clock';
import { peerFacts, type PeerFacts } from '../../net';
import { NntpError, type NntpClient, type NntpErrorCode } from '../../protocol/nntp';
import { limits } from './limits';
import { connect } from './server';
import type { NewsServer } from './server';

/** What a news server offers just now. */
export interface NewsFacts {
  /** What it says it can, as sent: `OVER MSGID`. Empty for a server from before RFC 3977, and for one that wants TLS or a login first. */
  readonly capabilities: readonly string[];
  /** Undefined without TLS. */
  readonly peer: PeerFacts | undefined;
  /** How far its clock is ahead of ours and how uncertain that is, milliseconds; undefined where it does not tell its time. */
  readonly clock: { readonly aheadMs: number; readonly uncertainMs: number } | undefined;
  /** Undefined where it does not carry the group. */
  readonly group: GroupFacts | undefined;
}

export interface GroupFacts {
  /** As it estimates. */
  readonly articles: number;
  /** The latest Date of its newest articles, ms since 1970; undefined where there is none or it cannot be read. */
  readonly newest: number | undefined;
}

/**
 * Looks at a news server as fetching would, by the same way and with the same login, and at the newest articles' dates; takes
 * no article. Throws NetError and NntpError.
 */
export async function examineNews(
  server: NewsServer,
  newsgroup: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<NewsFacts> {
  const seen: { peer?: PeerFacts } = {};
  const client = await connect(server, clock, signal, (stream) => {
    seen.peer = peerFacts(stream);
  });
  try {
    const capabilities = [...(await client.capabilities())].map(([label, words]) => [label, ...words].join(' '));
    const facts = {
      capabilities,
      peer: seen.peer,
      clock: await unlessRefused(() => compareClocks(client, clock)),
      group: await unlessRefused(() => lookAtGroup(client, newsgroup, clock.now()), ['no-such-group']),
    };
    await client.quit();
    return facts;
  } finally {
    client.close();
  }
}

/** DATE has whole seconds (RFC 3977 §7.1), and may have been said at any time between question and answer. */
async function compareClocks(client: NntpClient, clock: Clock) {
  const before = clock.now();
  const theirs = (await client.date()).getTime() + 500;
  const after = clock.now();
  return { aheadMs: Math.round(theirs - (before + after) / 2), uncertainMs: Math.ceil((after - before) / 2) + 500 };
}

async function lookAtGroup(client: NntpClient, newsgroup: string, now: number): Promise<GroupFacts> {
  const { low, high, count } = await client.group(newsgroup);
  if (high < low || count === 0) return { articles: 0, newest: undefined };
  const newest = await unlessRefused(() => newestDate(client, Math.max(low, high - limits.newestNumbers), high, now));
  return { articles: count, newest };
}

/** Posters choose their Date: one that lies in the future says nothing. */
async function newestDate(client: NntpClient, from: number, to: number, now: number): Promise<number | undefined> {
  let newest: number | undefined;
  for await (const { date } of client.over(from, to)) {
    const at = Date.parse(date);
    if (at <= now + limits.futureMs && at > (newest ?? 0)) newest = at;
  }
  return newest;
}

/** Undefined where the server says no to this one question, in one of these ways if any are named; everything else is thrown. */
async function unlessRefused<T>(ask: () => Promise<T>, how?: readonly NntpErrorCode[]): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NntpError && !error.lost && (how?.includes(error.code) ?? true)) return undefined;
    throw error;
  }
}
