import { takeIn } from '../incoming';
import { subjectFor } from '../nym';
import type { Nym } from '../nym';
import type { Bridge } from './open';

/** Spools articles of a nym that another program had fetched, under a subject by which they are known here. Joins the transaction around it. */
export function spoolArticles(
  { store, clock, random }: Pick<Bridge, 'store' | 'clock' | 'random'>,
  selectors: Nym['selectors'],
  articles: Iterable<Uint8Array>,
): void {
  for (const article of articles) takeIn(store, article, subjectFor(selectors, random), clock.now());
}
