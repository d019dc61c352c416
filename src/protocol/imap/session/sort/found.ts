import type { Mailbox } from '../../backend';
import type { Chosen } from '../choose';
import { withKeys } from '../keys';
import { sortBy } from './order';
import type { SortCriterion } from './order';

/** Messages in the order asked for, without those that others have removed meanwhile. */
export async function sortFound(
  mailbox: Mailbox,
  found: readonly Chosen[],
  criteria: readonly SortCriterion[],
): Promise<Chosen[]> {
  const keys = criteria.map(({ key }) => key);
  return sortBy(await withKeys(mailbox, found, keys), criteria);
}
