import type { MessageState } from '../backend';
import { ImapError } from '../errors';
import type { ModSeq } from '../ids';
import { writeVanished } from '../response/vanished';
import { tellChanged, tellRemoved } from './context/update';
import { noteKeywords, writeKnownFlags } from './keywords';
import type { Selected, Session } from './session';
import type { MayTell } from './states';
import type { Chosen, Event, IsNews, Tracker } from './tracker';

/** Takes in what has happened to the open mailbox, by whomever (see Tracker.apply). Nothing is said yet. 'gone' when it has been deleted. */
export async function pull({ mailbox, tracker, keywords }: Selected, isNews?: IsNews): Promise<void> {
  const changes = await mailbox.changesSince(tracker.highestModSeq);
  if (changes === 'gone') throw new ImapError('gone', 'The mailbox has been deleted.');
  tracker.apply(changes, isNews);
  noteKeywords(keywords, changes.changed);
}

/** The same for an answer with flags: keywords that have come up are told ahead of it. */
export async function pullForFlags(session: Session, selected: Selected): Promise<void> {
  await pull(selected);
  tellKeywords(session, selected);
}

/**
 * Takes in what has happened and tells the client, if a mailbox is open. Gives the mod-sequence that a client of QRESYNC has to be told:
 * where messages have gone, and where it has yet to hear so, lest it goes on from a higher one that it saw (RFC 7162 §3.2).
 */
export async function report(session: Session, may: MayTell): Promise<ModSeq | undefined> {
  if (session.state.name !== 'selected') return undefined;
  const { selected } = session.state;
  await pull(selected);
  tellRemoved(session, selected);
  tellKeywords(session, selected);
  const events = selected.tracker.speak(may);
  await writeAll(session, writeEvents(events, selected.tracker, session));
  await tellChanged(session, selected);
  const isDue = selected.tracker.hasUntoldRemovals || events.some(({ kind }) => kind === 'expunge');
  return isDue && session.enabled.has('QRESYNC') ? selected.tracker.toldModSeq : undefined;
}

/** Where keywords have come up. Of too many no more is said: each time it would be all of them. */
function tellKeywords({ output, limits }: Session, { keywords, readOnly }: Selected): void {
  if (keywords.untold && keywords.known.size <= limits.toldKeywords) output.write(writeKnownFlags(keywords, readOnly));
  keywords.untold = false;
}

/** Writes many lines, waiting where the client is slow. */
export async function writeAll({ output }: Session, lines: Iterable<string>): Promise<void> {
  for (const line of lines) {
    output.write(line);
    // not a turn of the loop for each of many lines
    if (output.isFull) await output.flow();
  }
}

/** A response code (RFC 7162 §3.1.2.1). */
export function writeHighestModSeq(modSeq: ModSeq): string {
  return `HIGHESTMODSEQ ${modSeq}`;
}

/** The same outside of a tagged answer. */
export function sayHighestModSeq(session: Session, modSeq: ModSeq): void {
  session.output.write(`* OK [${writeHighestModSeq(modSeq)}] Highest mod-sequence\r\n`);
}

/** From the first command on that asks for mod-sequences a client is told them, beginning with the mailbox's own (RFC 7162 §3.1). */
export function wantModSeqs(session: Session): void {
  if (session.enabled.has('CONDSTORE')) return;
  session.enabled.add('CONDSTORE');
  if (session.state.name === 'selected') sayHighestModSeq(session, session.state.selected.tracker.toldModSeq);
}

/** One VANISHED in place of all EXPUNGEs once the client has QRESYNC (RFC 7162 §3.2.10.2). */
function* writeEvents(events: readonly Event[], tracker: Tracker, session: Session): Generator<string> {
  const vanishes = session.enabled.has('QRESYNC');
  const gone = vanishes ? events.flatMap((event) => (event.kind === 'expunge' ? event.uid : [])) : [];
  yield* writeVanished(gone.reverse(), false);
  for (const event of events)
    switch (event.kind) {
      case 'expunge':
        if (!vanishes) yield `* ${event.sequence} EXPUNGE\r\n`;
        break;
      case 'exists':
        yield `* ${event.count} EXISTS\r\n`;
        break;
      case 'flags':
        for (const sequence of event.sequences) {
          const one = tracker.at(sequence);
          if (one) yield writeFlagsLine(one, session);
        }
    }
}

/** The flags of a message, unasked: always with its UID (RFC 7162 §3.2.4). */
export function writeFlagsLine(one: Chosen, session: Session): string {
  return `* ${one.sequence} FETCH (UID ${one.uid} ${writeFlags(one, session)})\r\n`;
}

/** FLAGS, and MODSEQ for a client that wants to know (RFC 7162 §3.2.4). */
export function writeFlags({ flags, modSeq }: MessageState, session: Session): string {
  const modSeqItem = session.enabled.has('CONDSTORE') ? ` MODSEQ (${modSeq})` : '';
  return `FLAGS (${writeFlagList(flags)})${modSeqItem}`;
}

const written = new WeakMap<readonly string[], string>();

/** A backend that gives messages with the same flags the same list is spared the writing. */
export function writeFlagList(flags: readonly string[]): string {
  const ready = written.get(flags);
  if (ready !== undefined) return ready;
  const text = flags.join(' ');
  written.set(flags, text);
  return text;
}
