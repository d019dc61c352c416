import { indexFrom } from '../base/sorted';
import type { Connection } from './connection';
import type { MailboxId, ModSeq, Uid } from './ids';
import { limits } from './limits';
import type { Changes, MessageStates, Messages, Snapshot } from './messages';
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
  const now = changed.uids.length + vanished.length === 0 ? messages : merged(messages, changed, vanished);
  return { messages: now, uidNext, highestModSeq };
}

/** New messages are behind all others: UIDs rise in the order of arrival. */
function merged(messages: MessageStates, changed: MessageStates, vanished: readonly Uid[]): MessageStates {
  const { uids, flags, modSeqs } = vanished.length > 0 ? without(messages, new Set(vanished)) : copyOf(messages);
  let near = 0;
  for (const [i, uid] of changed.uids.entries()) {
    // mostly they lie side by side; each has its own place, or comes behind the last
    const place = uids[near] === uid ? near : indexFrom(uids, itself, uid);
    uids[place] = uid;
    flags[place] = changed.flags[i] ?? [];
    modSeqs[place] = changed.modSeqs[i] ?? (0 as ModSeq);
    near = place + 1;
  }
  return { uids, flags, modSeqs };
}

function copyOf({ uids, flags, modSeqs }: MessageStates) {
  return { uids: [...uids], flags: [...flags], modSeqs: [...modSeqs] };
}

function without({ uids, flags, modSeqs }: MessageStates, gone: ReadonlySet<Uid>) {
  const isLeft = (_: unknown, i: number) => !gone.has(uids[i] ?? (0 as Uid));
  return { uids: uids.filter(isLeft), flags: flags.filter(isLeft), modSeqs: modSeqs.filter(isLeft) };
}

const itself = (uid: Uid) => uid;
