import type { SearchKey } from '../../command/searchKey';
import type { Uid } from '../../ids';
import { writeUpdate } from '../../response/update';
import { normalRanges } from '../../wire/sequenceSet';
import { uidsOf } from '../choose';
import type { Chosen } from '../choose';
import { findMessages } from '../find';
import type { Selected, Session } from '../session';
import { sortFound } from '../sort/found';
import type { Context } from './context';
import { runsToAdd, runsToRemove } from './difference';
import type { Run } from './difference';
import { isFluid } from './freeze';

/** Tells of removed messages that they are no results any more, before the client hears of their EXPUNGE: their numbers hold until then (RFC 5267 §4.3.4). */
export function tellRemoved(session: Session, selected: Selected): void {
  const { contexts, tracker } = selected;
  if (!tracker.hasUntoldRemovals) return;
  for (const context of contexts.values())
    become(
      session,
      selected,
      context,
      context.results.filter((uid) => !tracker.hasVanished(uid)),
    );
}

/** Tells what has become a result or ceased to be one by what was told just now: after its EXISTS or FETCH (RFC 5267 §4.3.3). */
export async function tellChanged(session: Session, selected: Selected): Promise<void> {
  for (const context of selected.contexts.values()) {
    const changed = changedSince(selected, context);
    const last = selected.tracker.largestUid ?? 0;
    if (changed.length > 0 || (last !== context.last && isFluid(context.key)))
      become(session, selected, context, await resultsOf(session, selected, context, changed));
    context.asOf = selected.tracker.highestModSeq;
    context.largestUid = Math.max(context.largestUid, last);
    context.last = last;
  }
}

/** Of the messages that the client knows. */
function changedSince({ tracker }: Selected, { asOf, largestUid }: Context): Uid[] {
  if (tracker.highestModSeq <= asOf && (tracker.largestUid ?? 0) <= largestUid) return [];
  const { uids, modSeqs } = tracker.messages;
  return uids.filter((uid, i) => (modSeqs[i] ?? 0) > asOf || uid > largestUid);
}

/** The results of now, in order. Only what has changed is judged anew, where nothing else can come to match. */
async function resultsOf(
  session: Session,
  selected: Selected,
  { key, criteria, results }: Context,
  changed: readonly Uid[],
): Promise<readonly Uid[]> {
  const fluid = isFluid(key);
  const found = await findMessages(selected, fluid ? key : among(changed, key), session.options.clock.now());
  const judged = new Set(fluid ? results : changed);
  const left = results.filter((uid) => !judged.has(uid));
  const matching = new Set([...left, ...uidsOf(found)]);
  const known = new Set(results);
  if (found.every(({ uid }) => known.has(uid))) return results.filter((uid) => matching.has(uid));
  const all = [...matching].sort((a, b) => a - b);
  return criteria ? uidsOf(await sortFound(selected.mailbox, chosenOf(selected, all), criteria)) : all;
}

function among(uids: readonly Uid[], key: SearchKey): SearchKey {
  const set = normalRanges(
    uids.map((uid) => ({ first: uid, last: uid })),
    0,
  );
  return { kind: 'and', keys: [{ kind: 'sequence', uid: true, set }, key] };
}

function chosenOf({ tracker }: Selected, uids: readonly Uid[]): Chosen[] {
  return uids.flatMap((uid) => tracker.byUid(uid) ?? []);
}

/** Makes these the results, and tells how they come from those that the client knows. */
function become(session: Session, { tracker }: Selected, context: Context, now: readonly Uid[]): void {
  const before = new Set(context.results);
  const after = new Set(now);
  const inOrder = (runs: readonly Run[]) => (context.criteria ? runs : joined(runs));
  const numbersOf = ({ position, uids }: Run) => ({
    position,
    numbers: context.uid ? uids : uids.flatMap((uid) => tracker.sequenceOf(uid) ?? []),
  });
  const removed = inOrder(runsToRemove(context.results, after)).map(numbersOf);
  const added = inOrder(runsToAdd(now, before)).map(numbersOf);
  context.results = now;
  session.output.write(writeUpdate(context, removed, added));
}

/** In the order of the mailbox no position needs to be told: the client knows where each belongs (RFC 5267 §4.3.3). */
function joined(runs: readonly Run[]): Run[] {
  return runs.length === 0 ? [] : [{ position: 0, uids: runs.flatMap(({ uids }) => uids) }];
}
