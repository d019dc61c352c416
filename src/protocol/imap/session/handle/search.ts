// SEARCH and UID SEARCH.
import type { MessageMeta } from '../../backend';
import type { Search, SearchReturn } from '../../command/search';
import type { SearchKey } from '../../command/searchKey';
import { writeEsearch, writeSearch } from '../../response/search';
import { isInRanges, normalRanges } from '../../wire/sequenceSet';
import type { Range } from '../../wire/sequenceSet';
import type { Chosen } from '../choose';
import { judge, judgeByText } from '../judge';
import type { Evidence } from '../judge';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { pull, wantModSeqs } from '../report';
import { selectedOf } from '../session';
import type { Selected, Session } from '../session';
import { readAll } from './bytes';
import { asSequenceNumber } from '../../ids';
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
  return { found: await findMessages(session, selected, key), byModSeq };
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

/** Settles what it can by flags, reads the description of the rest, and the text only of what is still open. */
async function findMessages(session: Session, selected: Selected, key: SearchKey): Promise<Chosen[]> {
  const now = session.options.clock.now();
  const isIn = setTester(selected);
  const verdicts = new Map<number, boolean>();
  const open: Uid[] = [];
  const chosen = selected.tracker.messages
    .map((message, i) => ({ sequence: asSequenceNumber(i + 1), message }))
    .filter(({ message }) => !selected.tracker.hasVanished(message.uid));
  for (const one of chosen) {
    const verdict = judge(key, { chosen: one, now, isIn });
    if (verdict === undefined) open.push(one.message.uid);
    else verdicts.set(one.message.uid, verdict);
  }
  const byUid = new Map(chosen.map((one) => [one.message.uid, one]));
  for await (const meta of open.length > 0 ? selected.mailbox.read(open) : []) {
    const one = byUid.get(meta.uid);
    if (one) verdicts.set(meta.uid, await settle(selected, key, meta, { chosen: one, now, isIn }));
  }
  return chosen.filter(({ message }) => verdicts.get(message.uid) === true);
}

async function settle(selected: Selected, key: SearchKey, meta: MessageMeta, evidence: Evidence): Promise<boolean> {
  const known = { ...evidence, meta };
  return judgeByText(key, known, {
    get structure() {
      return meta.structure;
    },
    read: (start, end) => readAll(selected.mailbox.body(meta.uid, start, end)),
  });
}

/** Sets are made ready once for all messages. Numbers past the end match nothing. */
function setTester({ tracker, saved }: Selected): Evidence['isIn'] {
  const ready = new Map<SearchKey, readonly Range[]>();
  const savedUids = new Set(saved);
  return (key, { sequence, message }) => {
    if (key.set === '$') return savedUids.has(message.uid);
    const largest = key.uid ? (tracker.largestUid ?? 0) : tracker.count;
    const ranges = ready.get(key) ?? normalRanges(key.set, largest);
    ready.set(key, ranges);
    return isInRanges(ranges, key.uid ? message.uid : sequence);
  };
}

function mentionsModSeq(key: SearchKey): boolean {
  if (key.kind === 'not') return mentionsModSeq(key.key);
  if (key.kind === 'and' || key.kind === 'or') return key.keys.some(mentionsModSeq);
  return key.kind === 'modseq';
}
