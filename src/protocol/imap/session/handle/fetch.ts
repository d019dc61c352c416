// FETCH and UID FETCH.
import type { MessageMeta } from '../../backend';
import type { Fetch, FetchItem } from '../../command/fetch';
import { hasFlag } from '../../flags';
import { writeVanished } from '../../response/vanished';
import { partOf } from '../../wire/partialRange';
import { chooseNumbers, look, uidsOf } from '../choose';
import type { Chosen } from '../choose';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { pullForFlags, wantModSeqs, writeAll, writeFlags } from '../report';
import { mustResync, sinceOf, vanishedEarlier } from '../resync';
import { selectedOf } from '../session';
import type { Selected, Session } from '../session';
import { fetchForms, planForms } from './fetchForms';
import { checkItem, orHangUp, writeItem } from './fetchItem';
import { isKnown, knownItems } from './plainItems';
import type { KnownItem } from './plainItems';

/** Messages looked at together: several clients may fetch a hundred thousand each. */
const slice = 1000;

/** RFC 9051 §6.4.5. What others changed meanwhile is in the answers, or told after them. */
export async function handleFetch(session: Session, command: Fetch): Promise<Reply> {
  const { changedSince, vanished, partial } = command;
  if (vanished) mustResync(session);
  const selected = selectedOf(session);
  if (changedSince !== undefined || command.items.some(({ kind }) => kind === 'MODSEQ')) wantModSeqs(session);
  await pullForFlags(session, selected);
  const since = vanished && changedSince !== undefined ? sinceOf(selected.tracker, changedSince) : changedSince;
  const named = chooseNumbers(selected, command.set, command.uid);
  // RFC 9394 §3.4: the part first, then what of it has changed
  const part = partial ? partOf(named, partial) : named;
  const { modSeqs } = selected.tracker.messages;
  const chosen = since === undefined ? part : part.filter((number) => (modSeqs[number - 1] ?? 0) > since);
  if (vanished && since !== undefined)
    await writeAll(session, writeVanished(await vanishedEarlier(selected, since, command.set), true));
  const items = withImplied(session, command);
  let complete = true;
  for (let at = 0; at < chosen.length; at += slice)
    complete = (await fetchItems(session, selected, look(selected, chosen.slice(at, at + slice)), items)) && complete;
  // RFC 5530 §3: fine, but for messages that another connection has removed
  return complete ? ok('Fetched') : ok('Fetched, but for messages that have been removed', 'EXPUNGEISSUED');
}

/** The cheapest way that gives all items; true when every message was there. */
export async function fetchItems(
  session: Session,
  selected: Selected,
  chosen: readonly Chosen[],
  items: readonly FetchItem[],
): Promise<boolean> {
  if (items.every(isKnown)) return fetchKnown(session, selected, chosen, items);
  const read = (some: readonly Chosen[]) => fetchRead(session, selected, some, items);
  const plan = planForms(items);
  return plan ? fetchForms(session, selected, chosen, plan, read) : read(chosen);
}

/**
 * UID FETCH answers with the UID, asked for or not (RFC 9051 §6.4.9). A client that wants mod-sequences gets them with
 * CHANGEDSINCE and with flags, which may have changed, and the UID where \\Seen may be set (RFC 7162 §3.1.4.1, RFC 7162 §3.2.4).
 */
function withImplied({ enabled }: Session, { uid, items, changedSince }: Fetch): readonly FetchItem[] {
  const has = (name: FetchItem['kind']) => items.some(({ kind }) => kind === name);
  const marks = items.some((item) => 'peek' in item && !item.peek);
  const tellsModSeq = changedSince !== undefined || (enabled.has('CONDSTORE') && has('FLAGS'));
  return [
    ...((uid || (marks && enabled.has('CONDSTORE'))) && !has('UID') ? [{ kind: 'UID' } as const] : []),
    ...items,
    ...(tellsModSeq && !has('MODSEQ') ? [{ kind: 'MODSEQ' } as const] : []),
  ];
}

async function fetchKnown(
  session: Session,
  { tracker }: Selected,
  chosen: readonly Chosen[],
  items: readonly KnownItem[],
): Promise<true> {
  const { output } = session;
  const tellsFlags = items.some(({ kind }) => kind === 'FLAGS');
  const writers = items.map(({ kind }) => knownItems[kind]);
  for (const one of chosen) {
    let values = '';
    for (const write of writers) values += values === '' ? write(one) : ` ${write(one)}`;
    if (tellsFlags) tracker.toldFlags(one.uid);
    output.write(`* ${one.sequence} FETCH (${values})\r\n`);
    // asked for a hundred thousand at once: what need not wait does not
    if (output.isFull) await output.flush();
  }
  return true;
}

/** True when every message was there. */
async function fetchRead(
  session: Session,
  selected: Selected,
  chosen: readonly Chosen[],
  items: readonly FetchItem[],
): Promise<boolean> {
  const marks = !selected.readOnly && items.some((item) => 'peek' in item && !item.peek);
  const size = marks ? session.limits.seenBatch : chosen.length;
  let found = 0;
  for (let at = 0; at < chosen.length; at += size) {
    const batch = chosen.slice(at, at + size);
    if (marks) await markSeen(session, selected, batch);
    for await (const meta of selected.mailbox.read(uidsOf(batch)))
      found += (await writeMessage(session, selected, meta, items)) ? 1 : 0;
  }
  return found === chosen.length;
}

/** Reading a body sets \Seen (RFC 9051 §6.4.5); the new flags go out with the body. */
async function markSeen(session: Session, selected: Selected, batch: readonly Chosen[]): Promise<void> {
  const unseen = uidsOf(batch.filter(({ flags }) => !hasFlag(flags, '\\Seen')));
  if (unseen.length === 0) return;
  await selected.mailbox.store(unseen, 'add', ['\\Seen']);
  await pullForFlags(session, selected);
}

async function writeMessage(
  session: Session,
  selected: Selected,
  meta: MessageMeta,
  items: readonly FetchItem[],
): Promise<boolean> {
  const { tracker } = selected;
  const known = tracker.byUid(meta.uid);
  if (!known) return true;
  for (const item of items) checkItem(meta, item);
  session.output.write(`* ${known.sequence} FETCH (`);
  let whole = true;
  for (const [i, item] of items.entries()) {
    if (i > 0) session.output.write(' ');
    if (isKnown(item)) session.output.write(knownItems[item.kind](known));
    else whole = (await orHangUp(writeItem(session, selected.mailbox, meta, item))) && whole;
  }
  const tellsFlags = items.some(({ kind }) => kind === 'FLAGS');
  if (!tellsFlags && tracker.hasUntoldFlags(meta.uid)) {
    const tellsUid = items.some(({ kind }) => kind === 'UID');
    session.output.write(`${tellsUid ? '' : ` UID ${meta.uid}`} ${writeFlags(known, session)}`);
  }
  tracker.toldFlags(meta.uid);
  session.output.write(')\r\n');
  await session.output.flow();
  return whole;
}
