import type { Account } from '../../backend';
import { ImapError } from '../../errors';
import { writeListLine } from '../../response/list';
import { writeChangedMetadata } from '../../response/metadata';
import { writeStatusLine } from '../../response/status';
import { separator } from '../../wire/mailboxName';
import { speaksUtf8 } from '../session';
import type { Session } from '../session';
import { changedCounts, firstCounts } from './counts';
import type { StatusNews } from './counts';
import { isWatched } from './filter';
import { changedNames } from './names';
import type { Notifying, View } from './state';
import { nothingSeen, takeView } from './view';

/** Tells what has changed in the account, but for messages of the open mailbox. More than can be watched ends it (RFC 5465 §5.8). */
export async function tellAccount(session: Session): Promise<void> {
  const { state, notifying } = session;
  if (!notifying || (state.name !== 'authenticated' && state.name !== 'selected')) return;
  const before = notifying.view;
  const after = await lookAgain(session, state.account, notifying);
  if (!after) return;
  notifying.view = after;
  for (const line of linesOf(session, notifying, before, after)) {
    session.output.write(line);
    await session.output.flow();
  }
  notifying.ours.clear();
  notifying.unsure.clear();
}

/** STATUS of all mailboxes that are watched, but for the open one. */
export function tellFirst(session: Session, { others, view }: Notifying): void {
  for (const news of firstCounts(others, view, openIdOf(session))) session.output.write(writeNews(session, news));
}

async function lookAgain(session: Session, account: Account, { others }: Notifying): Promise<View | undefined> {
  try {
    return await takeView(account, others, session.limits.watchedMailboxes);
  } catch (error) {
    if (!(error instanceof ImapError && error.code === 'limit')) throw error;
    session.notifying = { selected: undefined, others: [], view: nothingSeen, ours: new Set(), unsure: new Set() };
    session.output.write('* OK [NOTIFICATIONOVERFLOW] There is too much to tell; nothing is told any more\r\n');
    return undefined;
  }
}

function* linesOf(session: Session, { others, ours, unsure }: Notifying, before: View, after: View): Generator<string> {
  const isOurs = (name: string) => [...ours].some((one) => name === one || isBelow(name, one) || isBelow(one, name));
  const utf8 = speaksUtf8(session);
  for (const listed of changedNames(others, before, after))
    if (!isOurs(listed.name)) yield `${writeListLine(listed, utf8)}\r\n`;
  const modSeqs = session.enabled.has('CONDSTORE');
  for (const news of changedCounts(others, before, after, { openId: openIdOf(session), unsure }, modSeqs))
    yield writeNews(session, news);
  for (const [name, entries] of changedEntries(before, after)) {
    const isTold = name === '' || isWatched(others, 'MailboxMetadataChange', name, before, after);
    if (isTold && !ours.has(name)) yield writeChangedMetadata(name, entries, utf8);
  }
}

function isBelow(name: string, parent: string): boolean {
  return name.startsWith(parent + separator);
}

function writeNews(session: Session, { name, items, status }: StatusNews): string {
  const told = { status, deletedSize: 0, appendLimit: session.limits.messageBytes };
  return writeStatusLine(name, items, told, speaksUtf8(session));
}

function openIdOf({ state }: Session): string | undefined {
  return state.name === 'selected' ? state.selected.mailbox.mailboxId : undefined;
}

/** Names of entries that were set, changed or removed (RFC 5465 §5.6). What a mailbox takes along to another name is not news. */
function* changedEntries(before: View, after: View): Generator<[string, string[]]> {
  for (const [name, now] of after.metadata) {
    const old = before.metadata.get(name);
    if (!old) continue;
    const names = new Set([...old.keys(), ...now.keys()]);
    const changed = [...names].filter((entry) => !isSame(old.get(entry), now.get(entry)));
    if (changed.length > 0) yield [name, changed];
  }
}

function isSame(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.equals(b));
}
