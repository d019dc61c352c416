// What a client is told unasked: of the open mailbox, and, where it has said NOTIFY, of what else it wants to know.
import type { FetchItem } from '../command/fetch';
import { ImapError } from '../errors';
import type { ModSeq } from '../ids';
import { star } from '../wire/sequenceSet';
import { choose } from './choose';
import { fetchItems } from './handle/fetch';
import { tellAccount } from './notify/tell';
import { isFatal } from './reply';
import { report, sayHighestModSeq } from './report';
import type { Selected, Session } from './session';
import { mayTellAll } from './states';
import type { CommandName, MayTell } from './states';

/** As `report`, no more than the client wants to know. `after`: the command that it comes behind. */
export async function tellNews(session: Session, may: MayTell, after?: CommandName): Promise<ModSeq | undefined> {
  const selected = session.state.name === 'selected' ? session.state.selected : undefined;
  const known = selected?.tracker.largestUid ?? 0;
  const modSeq = await report(session, bounded(session, may, after));
  if (selected) await fetchArrived(session, selected, known);
  await tellAccount(session);
  return modSeq;
}

/** The same while no command is being answered: a client of QRESYNC is told its mod-sequence by itself. */
export async function tellNewsBetween(session: Session, may: MayTell = mayTellAll): Promise<void> {
  const modSeq = await tellNews(session, may);
  if (modSeq !== undefined) sayHighestModSeq(session, modSeq);
}

/** Tells what can be found out, where there is no command to answer NO to. Throws only what ends the connection. */
export async function tellWhatCan(tell: () => Promise<unknown>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    if (!(error instanceof ImapError) || isFatal(error)) throw error;
  }
}

/** What may be told at any time, also while no command is under way: never EXPUNGE to one who counts by sequence numbers (RFC 5465 §6.1.2). */
export function mayTellBetween({ notifying }: Session): MayTell {
  return { expunged: notifying?.selected?.filter.kind === 'SELECTED', arrived: true };
}

const removing: readonly CommandName[] = ['EXPUNGE', 'UID EXPUNGE', 'MOVE', 'UID MOVE'];
const storing: readonly CommandName[] = ['STORE', 'UID STORE'];
const adding: readonly CommandName[] = ['APPEND', 'COPY', 'UID COPY', 'MOVE', 'UID MOVE'];

/** After NOTIFY only what was asked for (RFC 5465 §3.1), and what the client itself may have done. */
function bounded({ notifying }: Session, may: MayTell, after?: CommandName): MayTell {
  if (!notifying) return may;
  const events = notifying.selected?.events;
  const isBehind = (names: readonly CommandName[]) => after !== undefined && names.includes(after);
  return {
    ...may,
    expunged: may.expunged && (events?.has('MessageExpunge') === true || isBehind(removing)),
    arrived: may.arrived && (events?.has('MessageNew') === true || isBehind(adding)),
    flags: events?.has('FlagChange') === true || isBehind(storing),
  };
}

/**
 * FETCH of messages that the client has just heard of: what NOTIFY asks of all, and a search that is kept up to date of its results. Behind
 * the ESEARCH of that (RFC 5465 §5.2; the example in RFC 5465 §7 has it before).
 */
async function fetchArrived(session: Session, selected: Selected, known: number): Promise<void> {
  const { tracker, contexts } = selected;
  const asked = session.notifying?.selected?.items ?? [];
  const searches = [...contexts.values()].filter(({ items }) => items.length > 0);
  if ((asked.length === 0 && searches.length === 0) || (tracker.largestUid ?? 0) <= known) return;
  // in each FETCH that it has not sent for (RFC 7162 §3.2.4)
  const implied: readonly FetchItem[] = session.enabled.has('CONDSTORE') ? [{ kind: 'UID' }, { kind: 'MODSEQ' }] : [];
  const found = searches.map(({ items, results }) => ({ items, results: new Set(results) }));
  for (const one of choose(selected, [{ first: known + 1, last: star }], true)) {
    const mine = found.filter(({ results }) => results.has(one.uid)).flatMap(({ items }) => items);
    const wanted = [...asked, ...mine];
    if (wanted.length === 0) continue;
    // one in a transfer encoding that nobody knows must not silence those behind it
    await tellWhatCan(() => fetchItems(session, selected, [one], distinct([...wanted, ...implied])));
  }
}

function distinct(items: readonly FetchItem[]): FetchItem[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
