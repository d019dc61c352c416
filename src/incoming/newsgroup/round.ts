import type { Clock } from '../../base/clock';
import { codeOf, messageOf } from '../../base/errors';
import { NetError } from '../../net';
import { NntpError } from '../../protocol/nntp';
import { fetchFrom } from './fetch';
import type { FetchParts, Progress } from './fetch';
import { limits } from './limits';
import type { NewsServer } from './server';

/** How a round went with one server. */
export interface ServerReport {
  readonly server: string;
  /** Articles that were not known before. */
  readonly added: number;
  /** A sentence for the user where the server could not be read to its end. */
  readonly problem?: string;
}

export interface RoundParts extends FetchParts {
  /** In order of preference. */
  readonly servers: readonly NewsServer[];
}

/**
 * Reads the newsgroup on every server, one after the other: what the first has brought is not fetched from the next, and
 * what one lacks or fails to give comes from another. A server's failure ends its turn, not the round. Throws StoreError only.
 */
export async function readServers({ servers, ...parts }: RoundParts): Promise<ServerReport[]> {
  const reports: ServerReport[] = [];
  for (const server of servers) {
    if (parts.signal.aborted) break;
    reports.push(await readServer(server, parts));
  }
  return reports;
}

async function readServer(server: NewsServer, parts: FetchParts): Promise<ServerReport> {
  const { name } = server;
  const { log } = parts;
  let added = 0;
  const onRead = (progress: Progress) => {
    added += progress.added;
    parts.onRead?.(progress);
  };
  const time = limitTime(parts.clock, parts.signal);
  try {
    await fetchFrom(server, { ...parts, onRead, signal: time.signal });
    log.info('news fetched', { server: name, added });
    return { server: name, added };
  } catch (error) {
    if (!isOfServer(error)) throw error;
    const isLate = time.late.aborted;
    if (!parts.signal.aborted)
      log.warn('news server failed', { server: name, added, code: isLate ? 'late' : codeOf(error) });
    return { server: name, added, problem: isLate ? tooLate : messageOf(error) };
  } finally {
    time.end();
  }
}

const tooLate = 'It was left after two hours, for others not to wait. The next round goes on where this one ended.';

/** What ends the turn of a server, whatever it is doing: `signal`, or that it has had its time. `end` lets go of the clock. */
function limitTime(clock: Clock, signal: AbortSignal) {
  const late = new AbortController();
  const ended = new AbortController();
  void clock.sleep(limits.roundMs, ended.signal).then(() => {
    if (!ended.signal.aborted) late.abort();
  });
  return {
    signal: AbortSignal.any([signal, late.signal]),
    late: late.signal,
    end: () => {
      ended.abort();
    },
  };
}

function isOfServer(error: unknown): boolean {
  return error instanceof NntpError || error instanceof NetError;
}
