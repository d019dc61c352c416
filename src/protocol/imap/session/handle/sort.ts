// SORT and UID SORT.
import type { Sort } from '../../command/sort';
import { sortKeysOf } from '../../message/sortKeys';
import { writeSort } from '../../response/search';
import { tellFound } from '../answer';
import type { Chosen } from '../choose';
import { uidsOf } from '../choose';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { selectedOf } from '../session';
import type { Selected, Session } from '../session';
import { sortBy } from '../sort/order';
import type { Sortable } from '../sort/order';
import { search } from './search';

/** RFC 5256 §3; with RETURN, MIN and MAX are the first and the last, and ALL keeps the order (RFC 5267 §3). */
export async function handleSort(session: Session, command: Sort): Promise<Reply> {
  const { uid, returns } = command;
  const selected = selectedOf(session);
  const { found, byModSeq } = await search(session, selected, command.key);
  const sorted = await sortFound(selected, found, command);
  tellFound(session, selected, { found: sorted, byModSeq, uid, returns }, writeSort);
  return ok('Sorted');
}

/** Without those that others have removed meanwhile. */
async function sortFound({ mailbox }: Selected, found: readonly Chosen[], { criteria }: Sort): Promise<Chosen[]> {
  const keys = criteria.map(({ key }) => key);
  const byUid = new Map(found.map((item) => [item.message.uid, item]));
  const sortable: Sortable<Chosen>[] = [];
  for await (const meta of found.length > 0 ? mailbox.read(uidsOf(found)) : []) {
    const item = byUid.get(meta.uid);
    if (item) sortable.push({ item, values: sortKeysOf(meta, keys) });
  }
  return sortBy(sortable, criteria);
}
