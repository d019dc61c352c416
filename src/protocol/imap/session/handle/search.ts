// SEARCH and UID SEARCH.
import type { Search } from '../../command/search';
import type { SearchKey } from '../../command/searchKey';
import { writeSearch } from '../../response/search';
import { tellFound } from '../answer';
import type { Chosen } from '../choose';
import { mustBeNew, watchSearch } from '../context/watch';
import { findMessages } from '../find';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { pull, wantModSeqs } from '../report';
import { selectedOf } from '../session';
import type { Selected, Session } from '../session';

/** RFC 9051 §6.4.4. A client of IMAP4rev2 is answered with ESEARCH always (RFC 9051 §7.3.4). */
export async function handleSearch(session: Session, { uid, key, returns }: Search): Promise<Reply> {
  const selected = selectedOf(session);
  const updates = returns?.names.includes('UPDATE') ? returns : undefined;
  if (updates) mustBeNew(session, selected);
  const result = await search(session, selected, key);
  if (updates) watchSearch(session, selected, { uid, key, criteria: undefined, items: updates.items }, result.found);
  tellFound(session, selected, { ...result, uid, returns }, session.enabled.has('IMAP4REV2') ? undefined : writeSearch);
  return ok('Searched');
}

/** What a search found, in the order of the mailbox, and whether it was for a mod-sequence, which enables CONDSTORE (RFC 7162 §3.1.5). */
export interface SearchResult {
  readonly found: readonly Chosen[];
  readonly byModSeq: boolean;
}

/** The search of SEARCH, SORT and THREAD. */
export async function search(session: Session, selected: Selected, key: SearchKey): Promise<SearchResult> {
  const byModSeq = mentionsModSeq(key);
  if (byModSeq) wantModSeqs(session);
  await pull(selected);
  return { found: await findMessages(selected, key, session.options.clock.now()), byModSeq };
}

function mentionsModSeq(key: SearchKey): boolean {
  if (key.kind === 'not') return mentionsModSeq(key.key);
  if (key.kind === 'and' || key.kind === 'or') return key.keys.some(mentionsModSeq);
  return key.kind === 'modseq';
}
