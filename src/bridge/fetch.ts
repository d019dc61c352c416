import { UserError } from '../base/errors';
import type { Progress } from '../incoming';
import type { Bridge } from './open';
import { openStreets } from './streets';
import { tendNyms } from './tend';

export interface FetchWishes {
  readonly rescan?: boolean;
  /** Told how it gets on, server by server. */
  readonly onRead?: (progress: Progress) => void;
}

/**
 * Fetches the newsgroup once, from every configured server, and delivers what is for a nym here; with `rescan` also from all that is
 * in the spool, whatever it has been searched by.
 */
export async function fetchNow(bridge: Bridge, { rescan = false, onRead }: FetchWishes = {}) {
  if (bridge.config.news.length === 0) {
    throw new UserError(`There is no news server to fetch from: add a [[news]] table to ${bridge.paths.config}.`);
  }
  if (rescan) bridge.store.spool.forgetSearched();
  const streets = openStreets(bridge, { onRead });
  const { servers, delivered } = await streets.incoming.fetchOnce();
  await tendNyms(bridge, streets);
  return { servers, delivered };
}
