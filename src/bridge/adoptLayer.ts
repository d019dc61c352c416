import { takeIn } from '../incoming';
import { keepLayers, readLayer, subjectFor } from '../nym';
import type { Nym } from '../nym';
import type { Bridge } from './open';

/**
 * Takes up the ephemeral layer of a nym that an earlier version has imported and could only keep, with the articles that came along.
 * One that cannot be read stays as it is.
 */
export async function adoptLayer({ store, clock, random, log }: Bridge, { id, selectors }: Nym): Promise<void> {
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
    for (const article of ratchet.articles.values()) takeIn(store, article, subjectFor(selectors, random), now);
    store.ratchets.drop(id);
  });
}
