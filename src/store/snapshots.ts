import { indexFrom } from '../base/sorted';
import type { Connection } from './connection';
import type { MailboxId, Uid } from './ids';
import { limits } from './limits';
import type { Changes, MessageState, Messages, Snapshot } from './messages';
import { remembered } from './remembered';

/**
 * The mailboxes that were opened last, as they were then: opening one again costs what has changed since, and all who have it open share
 * what is known of its messages. What was seen inside a transaction that is undone is forgotten.
 */
export function openSnapshots(
  connection: Connection,
  { snapshot, changesSince }: Pick<Messages, 'snapshot' | 'changesSince'>,
): Messages['snapshot'] {
  const { reading, rollbacks } = connection;
  /** Least lately opened first. */
  const kept = new Map<MailboxId, Snapshot>();
  let asOf = rollbacks();
  const keep = (mailbox: MailboxId, now: Snapshot | undefined) => {
    kept.delete(mailbox);
    if (now) kept.set(mailbox, now);
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size > limits.keptSnapshots) kept.delete(oldest);
    return now;
  };
  const look = (mailbox: MailboxId) =>
    reading(() => {
      if (asOf !== rollbacks()) kept.clear();
      asOf = rollbacks();
      const before = kept.get(mailbox);
      const changes = before && changesSince(mailbox, before.highestModSeq);
      return keep(mailbox, before ? changes && after(before, changes) : snapshot(mailbox));
    });
  return remembered(connection, look, limits.keptSnapshots);
}

function after({ messages }: Snapshot, { changed, vanished, uidNext, highestModSeq }: Changes): Snapshot {
  const now = changed.length + vanished.length === 0 ? messages : merged(messages, changed, vanished);
  return { messages: now, uidNext, highestModSeq };
}

/** New messages are behind all others: UIDs rise in the order of arrival. */
function merged(
  messages: readonly MessageState[],
  changed: readonly MessageState[],
  vanished: readonly Uid[],
): MessageState[] {
  const gone = new Set(vanished);
  const left = gone.size > 0 ? messages.filter(({ uid }) => !gone.has(uid)) : [...messages];
  let near = 0;
  for (const one of changed) {
    // mostly they lie side by side; each has its own place, or comes behind the last
    const place = left[near]?.uid === one.uid ? near : indexFrom(left, uidOf, one.uid);
    left[place] = one;
    near = place + 1;
  }
  return left;
}

const uidOf = ({ uid }: MessageState) => uid;
