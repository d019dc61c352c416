import type { MessageState } from '../backend';
import { ImapError } from '../errors';
import type { Selected, Session } from './session';
import type { MayTell } from './states';
import type { Event } from './tracker';

/** Takes in what has happened to the open mailbox, by whomever. Nothing is said yet. 'gone' when it has been deleted. */
export async function pull({ mailbox, tracker }: Selected): Promise<void> {
  const changes = await mailbox.changesSince(tracker.highestModSeq);
  if (changes === 'gone') throw new ImapError('gone', 'The mailbox has been deleted.');
  tracker.apply(changes);
}

/** Takes in what has happened and tells the client, if a mailbox is open. */
export async function report(session: Session, may: MayTell): Promise<void> {
  if (session.state.name !== 'selected') return;
  const { selected } = session.state;
  await pull(selected);
  for (const event of selected.tracker.speak(may)) {
    session.output.write(writeEvent(event, session));
    await session.output.flow();
  }
}

function writeEvent(event: Event, session: Session): string {
  switch (event.kind) {
    case 'expunge':
      return `* ${event.sequence} EXPUNGE\r\n`;
    case 'exists':
      return `* ${event.count} EXISTS\r\n`;
    case 'flags':
      return `* ${event.sequence} FETCH (UID ${event.message.uid} ${writeFlags(event.message, session)})\r\n`;
  }
}

/** FLAGS, and MODSEQ for a client that wants to know (RFC 7162 §3.2). */
export function writeFlags({ flags, modSeq }: MessageState, session: Session): string {
  const modSeqItem = session.enabled.has('CONDSTORE') ? ` MODSEQ (${modSeq})` : '';
  return `FLAGS (${flags.join(' ')})${modSeqItem}`;
}
