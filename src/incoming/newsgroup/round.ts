import { codeOf, messageOf } from '../../base/errors';
import { NetError } from '../../net';
import { NntpError } from '../../protocol/nntp';
import { fetchFrom } from './fetch';
import type { FetchParts, Progress } from './fetch';
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
  try {
    await fetchFrom(server, { ...parts, onRead });
    log.info('news fetched', { server: name, added });
    return { server: name, added };
  } catch (error) {
    if (!isOfServer(error)) throw error;
    if (!parts.signal.aborted) log.warn('news server failed', { server: name, added, code: codeOf(error) });
    return { server: name, added, problem: messageOf(error) };
  }
}

function isOfServer(error: unknown): boolean {
  return error instanceof NntpError || error instanceof NetError;
}
