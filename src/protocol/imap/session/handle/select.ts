// SELECT, EXAMINE, CLOSE, UNSELECT: which mailbox is open.
import type { Resync } from '../../command/resync';
import type { Select } from '../../command/select';
import { hasFlag } from '../../flags';
import type { MessageStates } from '../../backend';
import type { Uid } from '../../ids';
import { writeVanished } from '../../response/vanished';
import type { Range } from '../../wire/sequenceSet';
import { choose } from '../choose';
import { openKeywords, writeKnownFlags } from '../keywords';
import { writeOne } from '../normalized';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { wantModSeqs, writeAll, writeFlagsLine } from '../report';
import { mustResync, sinceOf, vanishedEarlier } from '../resync';
import { accountOf, selectedOf } from '../session';
import type { Selected, Session } from '../session';
import { Tracker } from '../tracker';
import { expungeDeleted } from './expunge';

/** RFC 9051 §6.3.2, RFC 9051 §6.3.3; with what a client has missed since it was here last: RFC 7162 §3.2.5. */
export async function handleSelect(session: Session, command: Select): Promise<Reply> {
  const { readOnly, resync } = command;
  if (resync) mustResync(session);
  closeSelected(session);
  const account = accountOf(session);
  const mailbox = await account.open(command.mailbox);
  const tracker = new Tracker(await mailbox.snapshot());
  const selected: Selected = {
    mailbox,
    tracker,
    readOnly,
    keywords: openKeywords(summaryOf(tracker.messages).keywords),
    saved: [],
    contexts: new Map(),
  };
  const vanished = resync && (await vanishedSince(selected, resync));
  if (command.condStore) wantModSeqs(session);
  session.state = { name: 'selected', account, selected };
  session.output.write(describe(session));
  if (session.enabled.has('IMAP4REV2'))
    session.output.write(await writeOne(session, { mailbox: mailbox.name, given: command.given }));
  if (resync && vanished) await tellMissed(session, selected, resync, vanished);
  return ok(readOnly ? 'Examined' : 'Selected', readOnly ? 'READ-ONLY' : 'READ-WRITE');
}

/** Undefined where the client remembers another mailbox: then it is told nothing (RFC 7162 §3.2.5). */
async function vanishedSince(selected: Selected, { uidValidity, modSeq, known, match }: Resync) {
  if (uidValidity !== selected.mailbox.uidValidity) return undefined;
  return vanishedEarlier(selected, modSeq, known ?? allOf(selected), match);
}

/** RFC 7162 §3.2.5.1 */
function allOf({ tracker }: Selected): readonly Range[] {
  return [{ first: 1, last: tracker.uidNext - 1 }];
}

/** Removals first, so that the numbers of what follows are those of now (RFC 7162 §3.2.6). */
async function tellMissed(session: Session, selected: Selected, { modSeq, known }: Resync, vanished: readonly Uid[]) {
  await writeAll(session, writeVanished(vanished, true));
  const since = sinceOf(selected.tracker, modSeq);
  for (const one of choose(selected, known ?? allOf(selected), true))
    if (one.modSeq > since) await writeAll(session, [writeFlagsLine(one, session)]);
}

/** RFC 9051 §6.4.1: removes what is marked \Deleted, and says nothing of it. */
export async function handleClose(session: Session): Promise<Reply> {
  const { readOnly } = selectedOf(session);
  if (!readOnly) await expungeDeleted(session);
  leave(session);
  return ok('Closed');
}

/** RFC 9051 §6.4.2 */
export async function handleUnselect(session: Session): Promise<Reply> {
  leave(session);
  return ok('Unselected');
}

/** Leaves the open mailbox, if any, and says so: what follows is about another (RFC 9051 §6.3.2). */
export function closeSelected(session: Session): void {
  if (session.state.name !== 'selected') return;
  leave(session);
  session.output.write('* OK [CLOSED] The mailbox is closed\r\n');
}

/** What the client does not know of it yet it is told by STATUS, where it has asked for that (RFC 5465 §5.2). */
function leave(session: Session): void {
  const { mailbox, tracker } = selectedOf(session);
  if (tracker.hasUntold) session.notifying?.unsure.add(mailbox.mailboxId);
  session.state = { name: 'authenticated', account: accountOf(session) };
}

interface Summary {
  readonly keywords: readonly string[];
  /** The index of the first message that is not seen, or -1. */
  readonly unseen: number;
}

/** A mailbox that is opened again unchanged comes with the same list. */
const summaries = new WeakMap<MessageStates, Summary>();

function summaryOf(messages: MessageStates): Summary {
  const known = summaries.get(messages);
  if (known) return known;
  const unseen = messages.flags.findIndex((flags) => !hasFlag(flags, '\\Seen'));
  const summary = { keywords: keywordsOf(messages), unseen };
  summaries.set(messages, summary);
  return summary;
}

/** Of many messages there are only a few lists of flags: most share theirs, and with the one before more often than not. */
function keywordsOf(messages: MessageStates): readonly string[] {
  const lists = new Set<readonly string[]>();
  let last: readonly string[] | undefined;
  for (const flags of messages.flags) {
    if (flags !== last) lists.add(flags);
    last = flags;
  }
  return [...new Set([...lists].flat())].filter((flag) => !flag.startsWith('\\'));
}

function describe(session: Session): string {
  const { mailbox, tracker, keywords, readOnly } = selectedOf(session);
  const revision2 = session.enabled.has('IMAP4REV2');
  const { unseen } = summaryOf(tracker.messages);
  const lines = [
    `* ${tracker.count} EXISTS`,
    // RFC 9051 has no \Recent; RFC 3501 §6.3.1 wants these two
    ...(revision2 ? [] : ['* 0 RECENT']),
    ...(revision2 || unseen < 0 ? [] : [`* OK [UNSEEN ${unseen + 1}] First unseen message`]),
    `* OK [UIDVALIDITY ${mailbox.uidValidity}] UIDs are valid`,
    `* OK [UIDNEXT ${tracker.uidNext}] Next UID`,
    `* OK [HIGHESTMODSEQ ${tracker.highestModSeq}] Highest mod-sequence`,
    // RFC 8474 §4.2
    `* OK [MAILBOXID (${mailbox.mailboxId})] Its name for good`,
    '',
  ];
  return writeKnownFlags(keywords, readOnly) + lines.join('\r\n');
}
