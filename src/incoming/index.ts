// The street in: newsgroup, match, decrypt, delivery, and the mailboxes that a mail client reads; here the stages are joined.
import { availableParallelism } from 'node:os';
import { codeOf } from '../base/errors';
import { openRsaThreads } from './decrypt';
import { keepTexts, openBackend, openImap } from './mailbox';
import type { Imap, ImapParts, MailboxParts } from './mailbox';
import { repeat } from './newsgroup';
import type { ScheduleParts } from './newsgroup';
import { openRounds } from './rounds';
import type { RoundsParts, Summary } from './rounds';

export { examineNews, takeIn } from './newsgroup';
export type { NewsFacts, NewsServer, Progress, ServerReport } from './newsgroup';
export type { Summary } from './rounds';

/** What the street in is made of. */
export type IncomingParts = RoundsParts & MailboxParts & ScheduleParts & ImapParts;

export interface Incoming {
  /** One round over all servers; a round already under way is joined. Throws StoreError only: servers' failures are in the summary. */
  readonly fetchOnce: (signal?: AbortSignal) => Promise<Summary>;
  /** Begins with a round, and goes on at random times around the interval; `after` each, for what its mail may have brought about. The next waits for neither. */
  readonly start: (after?: () => Promise<void>) => void;
  /** Serves a mail client by IMAP; `encrypted` says that TLS was there from the first byte. */
  readonly accept: Imap['accept'];
  /** Ends rounds and mail clients' sessions; resolves when the articles and commands at hand are done with. */
  readonly stop: () => Promise<void>;
  /** What the IMAP engine serves. */
  readonly backend: ReturnType<typeof openBackend>;
}

/** A mail program's share of a machine. */
const mostThreads = 4;

/** Joins the stages. Nothing happens before `start`, `fetchOnce` or `accept`, and nothing after `stop`. */
export function openIncoming(given: IncomingParts): Incoming {
  const threads = openRsaThreads(Math.min(availableParallelism(), mostThreads));
  const parts = { raw: threads.raw, ...given };
  const closing = new AbortController();
  const backend = openBackend(parts);
  const imap = openImap(backend, parts);
  const rounds = openRounds(parts, closing.signal);
  let underWay: Promise<Summary> | undefined;
  let schedule: Promise<void> | undefined;
  let beside: Promise<unknown> = Promise.resolve();
  let texts: Promise<void> | undefined;
  const first = once(() => {
    const again = parts.store.spool.retryKept();
    if (again > 0) parts.log.info('articles set aside are looked at again', { articles: again });
  });
  const fetch = async (signal?: AbortSignal) => {
    first();
    return rounds.begin(signal).whole;
  };
  const fetchOnce = (signal?: AbortSignal) =>
    (underWay ??= fetch(signal).finally(() => {
      underWay = undefined;
    }));
  /** Resolves when the servers have been read; what that took, and nothing else, is seen from outside. */
  const visit = async (after: () => Promise<void>) => {
    const failed = (error: unknown) => {
      parts.log.error('fetching failed', { code: codeOf(error) });
    };
    try {
      first();
      const { read, whole } = rounds.begin();
      beside = Promise.all([beside, whole.catch(failed).then(after)]);
      await read.catch(() => undefined);
    } catch (error) {
      failed(error);
    }
  };
  return {
    backend,
    fetchOnce,
    accept: (...client) => {
      // only mail clients search
      texts ??= keepTexts({ ...parts, traffic: imap.traffic }, closing.signal);
      imap.accept(...client);
    },
    start: (after = () => Promise.resolve()) => {
      schedule ??= repeat(() => visit(after), parts, closing.signal);
    },
    stop: async () => {
      closing.abort();
      await Promise.all([imap.stop(), schedule, texts]);
      await Promise.all([beside, rounds.ended()]);
      await threads.close();
    },
  };
}

/** For what is done at the first call only; until it has succeeded. */
function once(task: () => void): () => void {
  let done = false;
  return () => {
    if (!done) task();
    done = true;
  };
}
