import type { Mailbox } from '../../backend';
import { sortKeysOf } from '../../message/sortKeys';
import { uidsOf } from '../choose';
import type { Chosen } from '../choose';
import { sortBy } from './order';
import type { Sortable, SortCriterion } from './order';

/** Messages in the order asked for, without those that others have removed meanwhile. */
export async function sortFound(
  mailbox: Mailbox,
  found: readonly Chosen[],
  criteria: readonly SortCriterion[],
): Promise<Chosen[]> {
  const keys = criteria.map(({ key }) => key);
  const byUid = new Map(found.map((item) => [item.message.uid, item]));
  const sortable: Sortable<Chosen>[] = [];
  for await (const meta of found.length > 0 ? mailbox.read(uidsOf(found)) : []) {
    const item = byUid.get(meta.uid);
    if (item) sortable.push({ item, values: sortKeysOf(meta, keys) });
  }
  return sortBy(sortable, criteria);
}
