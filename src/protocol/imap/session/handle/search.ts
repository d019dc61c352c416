// SEARCH and UID SEARCH.
import type { Search, SearchReturn } from '../../command/search';
import type { SearchKey } from '../../command/searchKey';
import { writeEsearch, writeSearch } from '../../response/search';
import type { Chosen } from '../choose';
import { findMessages } from '../find';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { pull, wantModSeqs } from '../report';
import { selectedOf } from '../session';
import type { Selected, Session } from '../session';
import type { Uid } from '../../ids';

/** RFC 9051 §6.4.4. A client of IMAP4rev2 is answered with ESEARCH always (RFC 9051 §7.3.4). */
export async function handleSearch(session: Session, command: Search): Promise<Reply> {
  const { uid, key, returns } = command;
  const selected = selectedOf(session);
  const { found, byModSeq } = await search(session, selected, key);
  if (returns?.includes('SAVE')) selected.saved = savedOf(found, returns);
  const numbers = found.map(({ sequence, message }) => (uid ? message.uid : sequence));
  const modSeq = byModSeq ? { modSeq: highest(returns ? returned(found, returns) : found) } : {};
  const extended = returns ?? (session.enabled.has('IMAP4REV2') ? ['ALL' as const] : undefined);
  if (!extended) session.output.write(writeSearch({ numbers, ...modSeq }));
  else if (extended.some((name) => name !== 'SAVE'))
    session.output.write(writeEsearch(session.tag, uid, extended, { numbers, ...modSeq }));
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

/** What SAVE keeps, as it was found (RFC 9051 §6.4.4.1). */
export function savedOf(found: readonly Chosen[], returns: readonly SearchReturn[]): Uid[] {
  return returned(found, returns).map(({ message }) => message.uid);
}

/** The messages that an answer is about: with MIN or MAX only, these alone (RFC 9051 §6.4.4.1, RFC 4731 §3.2). */
export function returned(found: readonly Chosen[], returns: readonly SearchReturn[]): readonly Chosen[] {
  const ends = returns.includes('MIN') || returns.includes('MAX');
  if (!ends || returns.includes('ALL') || returns.includes('COUNT')) return found;
  const some = [
    ...(returns.includes('MIN') ? found.slice(0, 1) : []),
    ...(returns.includes('MAX') ? found.slice(-1) : []),
  ];
  return [...new Set(some)];
}

export function highest(found: readonly Chosen[]): number {
  return found.reduce((most, { message }) => Math.max(most, message.modSeq), 0);
}

function mentionsModSeq(key: SearchKey): boolean {
  if (key.kind === 'not') return mentionsModSeq(key.key);
  if (key.kind === 'and' || key.kind === 'or') return key.keys.some(mentionsModSeq);
  return key.kind === 'modseq';
}
