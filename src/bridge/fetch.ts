import { UserError } from '../base/errors';
import type { Bridge } from './open';
import { openStreets } from './streets';
import { tendNyms } from './tend';

/**
 * Fetches the newsgroup once, from every configured server, and delivers what is for a nym here; with `rescan` also from all that is
 * in the spool, whatever it has been searched by.
 */
export async function fetchNow(bridge: Bridge, { rescan = false }: { readonly rescan?: boolean } = {}) {
  if (bridge.config.news.length === 0) {
    throw new UserError(`There is no news server to fetch from: add a [[news]] table to ${bridge.paths.config}.`);
  }
  if (rescan) bridge.store.spool.forgetSearched();
  const streets = openStreets(bridge);
  const { servers, delivered } = await streets.incoming.fetchOnce();
  await tendNyms(bridge, streets);
  return { servers, delivered };
}
