// SORT and UID SORT.
import type { Sort } from '../../command/sort';
import { writeSort } from '../../response/search';
import { tellFound } from '../answer';
import { mustBeNew, watchSearch } from '../context/watch';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { selectedOf } from '../session';
import type { Session } from '../session';
import { sortFound } from '../sort/found';
import { search } from './search';

/** RFC 5256 §3; with RETURN, MIN and MAX are the first and the last, and ALL keeps the order (RFC 5267 §3). */
export async function handleSort(session: Session, command: Sort): Promise<Reply> {
  const { uid, key, criteria, returns } = command;
  const selected = selectedOf(session);
  const updates = returns?.names.includes('UPDATE') ? returns : undefined;
  if (updates) mustBeNew(session, selected);
  const { found, byModSeq } = await search(session, selected, key);
  const sorted = await sortFound(selected.mailbox, found, criteria);
  if (updates) watchSearch(session, selected, { uid, key, criteria, items: updates.items }, sorted);
  tellFound(session, selected, { found: sorted, byModSeq, uid, returns }, writeSort);
  return ok('Sorted');
}
