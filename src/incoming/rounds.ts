import type { Log } from '../base/log';
import type { Outside } from './article';
import { openMatch } from './match';
import { openStumbles, prune, readServers } from './newsgroup';
import type { NewsServer, Progress, PruneParts, RoundParts, ServerReport } from './newsgroup';
import { searchAgain } from './searchAgain';
import { workOff } from './workOff';
import type { WorkParts } from './workOff';

export interface RoundsParts extends WorkParts, PruneParts {
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

/** A round under way. Both throw StoreError only: servers' failures are in the summary. */
export interface Round {
  /** The last server has been read: from here on nothing is seen of it from outside. */
  readonly read: Promise<unknown>;
  /** What came has been worked off, too. */
  readonly whole: Promise<Summary>;
}

export interface Rounds {
  /** Begins to read the servers, whatever is still being worked off; joins the round that is reading them. */
  readonly begin: (signal?: AbortSignal) => Round;
  /** Resolves when nothing is under way any more; never throws. */
  readonly ended: () => Promise<void>;
}

/**
 * Rounds, of which one at a time reads the servers and one at a time works off. How long it takes to work off depends on whose the mail is:
 * so the next reading does not wait for it. What is left when that begins is left to the new round: nothing is opened while a server is
 * read, for that would show as well.
 */
export function openRounds(given: RoundsParts, closing: AbortSignal): Rounds {
  const parts = { stumbles: openStumbles(), ...given };
  let reading: Round | undefined;
  let work: Promise<unknown> = Promise.resolve();
  let overtaken = new AbortController();
  const begin = (signal: AbortSignal): Round => {
    overtaken.abort();
    overtaken = new AbortController();
    const mine = AbortSignal.any([signal, overtaken.signal]);
    const before = work;
    const read = readNews(parts, before, signal).finally(() => {
      reading = undefined;
    });
    const whole = read.then(async ({ servers, delivered }) => {
      await before;
      return { servers, delivered: delivered + (await settle(parts, servers, mine)) };
    });
    work = whole.catch(() => undefined);
    return (reading = { read, whole });
  };
  return {
    begin: (signal = closing) => reading ?? begin(AbortSignal.any([signal, closing])),
    ended: async () => {
      await work;
    },
  };
}

type Parts = RoundsParts & Pick<RoundParts, 'stumbles'>;

/** Who fetches by what matches has to know first what is to match, and has chosen to be seen. */
async function readNews(parts: Parts, before: Promise<unknown>, signal: AbortSignal): Promise<Summary> {
  if (!parts.onlyMatching) return { servers: await readServers({ ...parts, wanted: undefined, signal }), delivered: 0 };
  await before;
  const delivered = await open(parts, signal);
  return { servers: await readServers({ ...parts, wanted: await wantedOf(parts), signal }), delivered };
}

async function wantedOf({ nyms, log }: Parts) {
  log.warn('only matching articles are fetched: the news servers see which');
  const match = openMatch(await nyms.all());
  return (article: Outside) => match(article).length > 0;
}

/**
 * What a nym was known by before is forgotten only when the newsgroup has been read and all of it has been looked at: after a long pause
 * its answers are still to be fetched.
 */
async function settle(parts: Parts, servers: readonly ServerReport[], signal: AbortSignal): Promise<number> {
  const delivered = await open(parts, signal);
  if (signal.aborted) return delivered;
  if (servers.some(({ problem }) => problem === undefined)) parts.nyms.forgetOld(parts.clock.now());
  await prune(parts, signal);
  return delivered;
}

/** What is in the spool, also from a round that was interrupted, and what a nym that is new, or has got a new subject or key, finds there. */
async function open(parts: Parts, signal: AbortSignal): Promise<number> {
  await searchAgain(parts, signal);
  return workOff(parts, signal);
}
