import { keepLayers, readLayer } from '../nym';
import type { Nym } from '../nym';
import type { Bridge } from './open';
import { spoolArticles } from './spoolArticles';

/**
 * Takes up the ephemeral layer of a nym that an earlier version has imported and could only keep, with the articles that came along.
 * One that cannot be read stays as it is.
 */
export async function adoptLayer(bridge: Bridge, { id, selectors }: Nym): Promise<void> {
  const { store, clock, log } = bridge;
  const ratchet = store.ratchets.of(id);
  if (!ratchet) return;
  const now = clock.now();
  const layer = await readLayer(ratchet.state, ratchet.passphrase ?? '', now);
  if (typeof layer === 'string') {
    log.warn('an imported ephemeral layer cannot be read', { nym: id });
    return;
  }
  store.transaction(() => {
    keepLayers(store, id, [layer], now);
    spoolArticles(bridge, selectors, ratchet.articles.values());
    store.ratchets.drop(id);
  });
}
