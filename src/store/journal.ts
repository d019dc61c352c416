import type { Connection } from './connection';
import type { MailboxId, ModSeq, Uid } from './ids';
import { limits } from './limits';
import type { MessageState } from './messages';
import { ascending } from './uidRanges';

/** What one change made of a mailbox; both lists ascending. */
export interface Change {
  readonly changed: readonly MessageState[];
  readonly vanished: readonly Uid[];
}

/**
 * The latest changes that were made through this connection, so that those who have a mailbox open hear of them without looking through its
 * rows. Changes of other processes are not in it: it knows where it has a gap.
 */
export interface Journal {
  /** Inside the transaction that makes the change. */
  note(mailbox: MailboxId, modSeq: ModSeq, change: Change): void;
  /** All changes in (`after`, `last`] as one; undefined where it does not know them all. */
  since(mailbox: MailboxId, after: ModSeq, last: ModSeq): Change | undefined;
}

/** Changes one after the other, the last of which is `last`. */
interface Run {
  readonly last: ModSeq;
  readonly changes: Change[];
  /** Messages in all of them. */
  readonly size: number;
}

const nothing: Run = { last: -1 as ModSeq, changes: [], size: 0 };

/** What was noted inside a transaction that is undone is forgotten, with all else. */
export function openJournal({ rollbacks }: Pick<Connection, 'rollbacks'>): Journal {
  /** Least lately changed first. */
  const runs = new Map<MailboxId, Run>();
  let asOf = rollbacks();
  const runOf = (mailbox: MailboxId): Run => {
    if (asOf !== rollbacks()) runs.clear();
    asOf = rollbacks();
    return runs.get(mailbox) ?? nothing;
  };
  return {
    note: (mailbox, modSeq, change) => {
      const known = runOf(mailbox);
      const before = known.last === modSeq - 1 ? known : nothing;
      runs.delete(mailbox);
      runs.set(mailbox, longer(before, modSeq, change));
      const [oldest] = runs.keys();
      if (oldest !== undefined && runs.size > limits.keptSnapshots) runs.delete(oldest);
    },
    since: (mailbox, after, last) => {
      const known = runOf(mailbox);
      const count = last - after;
      if (known.last !== last || count > known.changes.length) return undefined;
      return together(known.changes.slice(known.changes.length - count));
    },
  };
}

/** One more, or that alone where there are many: dropping one of them each time would move all others. */
function longer({ changes, size }: Run, last: ModSeq, change: Change): Run {
  const more = change.changed.length + change.vanished.length;
  const isFull = changes.length >= limits.journal.changes || size + more > limits.journal.messages;
  if (isFull || changes.length === 0) return { last, changes: [change], size: more };
  changes.push(change);
  return { last, changes, size: size + more };
}

function together(changes: readonly Change[]): Change {
  const [only] = changes;
  if (only && changes.length === 1) return only;
  const changed = new Map<Uid, MessageState>();
  const vanished: Uid[] = [];
  for (const change of changes) {
    for (const message of change.changed) changed.set(message.uid, message);
    for (const uid of change.vanished) {
      changed.delete(uid);
      vanished.push(uid);
    }
  }
  return { changed: ascending([...changed.values()]), vanished: vanished.sort((a, b) => a - b) };
}
