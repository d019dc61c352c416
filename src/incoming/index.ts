// The street in: newsgroup, match, decrypt, delivery, and the mailboxes that a mail client reads; here the stages are joined.
import { availableParallelism } from 'node:os';
import { codeOf } from '../base/errors';
import type { Log } from '../base/log';
import type { Outside } from './article';
import { openRsaThreads } from './decrypt';
import { keepTexts, openBackend, openImap } from './mailbox';
import { openMatch } from './match';
import type { Imap, ImapParts, MailboxParts } from './mailbox';
import { openStumbles, prune, readServers, repeat } from './newsgroup';
import type { NewsServer, Progress, PruneParts, RoundParts, ScheduleParts, ServerReport } from './newsgroup';
import { searchAgain } from './searchAgain';
import { workOff } from './workOff';
import type { WorkParts } from './workOff';

export { examineNews, takeIn } from './newsgroup';
export type { NewsFacts, NewsServer, Progress, ServerReport } from './newsgroup';

/** What the street in is made of. */
export interface IncomingParts extends WorkParts, MailboxParts, ScheduleParts, ImapParts, PruneParts {
  readonly log: Log;
  /** alt.anonymous.messages, as a rule. */
  readonly newsgroup: string;
  /** In order of preference. */
  readonly servers: readonly NewsServer[];
  /** Only articles that may be for a nym here are fetched, and the servers see which: never unless somebody has asked for it. */
  readonly onlyMatching?: boolean | undefined;
  /** Told how a round gets on; must be over at once. */
  readonly onRead?: ((progress: Progress) => void) | undefined;
}

/** What a round brought. */
export interface Summary {
  /** One for each server that was asked, in order. */
  readonly servers: readonly ServerReport[];
  /** Messages put into mailboxes. */
  readonly delivered: number;
}

export interface Incoming {
  /** One round over all servers; a round already under way is joined. Throws StoreError only: servers' failures are in the summary. */
  readonly fetchOnce: (signal?: AbortSignal) => Promise<Summary>;
  /** Begins with a round, and goes on at random times around the interval; `after` each, for what its mail may have brought about. */
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
  const parts = { raw: threads.raw, stumbles: openStumbles(), ...given };
  const closing = new AbortController();
  const backend = openBackend(parts);
  const imap = openImap(backend, parts);
  let underWay: Promise<Summary> | undefined;
  let rounds: Promise<void> | undefined;
  let texts: Promise<void> | undefined;
  const first = once(() => {
    const again = parts.store.spool.retryKept();
    if (again > 0) parts.log.info('articles set aside are looked at again', { articles: again });
  });
  const begin = async (signal: AbortSignal) => {
    first();
    return round(parts, signal);
  };
  const fetchOnce = (signal = closing.signal) =>
    (underWay ??= begin(AbortSignal.any([signal, closing.signal])).finally(() => {
      underWay = undefined;
    }));
  const attempt = () =>
    fetchOnce().catch((error: unknown) => {
      parts.log.error('fetching failed', { code: codeOf(error) });
    });
  return {
    backend,
    fetchOnce,
    accept: (...client) => {
      // only mail clients search
      texts ??= keepTexts({ ...parts, traffic: imap.traffic }, closing.signal);
      imap.accept(...client);
    },
    start: (after) => {
      const whole = async () => {
        await attempt();
        await after?.();
      };
      rounds ??= repeat(whole, parts, closing.signal);
    },
    stop: async () => {
      closing.abort();
      await Promise.all([imap.stop(), rounds, texts, underWay?.catch(() => undefined)]);
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

/**
 * What an interrupted round has left in the spool comes first, and what a nym that is new, or has got a new subject or key, finds
 * there: it needs no network. What comes is opened when the last server has been read: how long that takes depends on whose it is,
 * and nobody shall see it on the line. What a nym was known by before is forgotten only when the newsgroup has been read: after a
 * long pause its answers are still to be fetched.
 */
async function round(parts: IncomingParts & Pick<RoundParts, 'stumbles'>, signal: AbortSignal): Promise<Summary> {
  await searchAgain(parts, signal);
  const waiting = await workOff(parts, signal);
  const servers = await readServers({ ...parts, wanted: await wantedOf(parts), signal });
  const delivered = waiting + (await workOff(parts, signal));
  if (servers.some(({ problem }) => problem === undefined)) parts.nyms.forgetOld(parts.clock.now());
  await prune(parts, signal);
  return { servers, delivered };
}

async function wantedOf({ onlyMatching = false, nyms, log }: IncomingParts) {
  if (!onlyMatching) return undefined;
  log.warn('only matching articles are fetched: the news servers see which');
  const match = openMatch(await nyms.all());
  return (article: Outside) => match(article).length > 0;
}
