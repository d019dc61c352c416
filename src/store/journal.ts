import type { Connection } from './connection';
import type { MailboxId, ModSeq, Uid } from './ids';
import { limits } from './limits';
import type { MessageStates } from './messages';

/** What one change made of a mailbox. */
export interface Change {
  readonly changed: MessageStates;
  /** Ascending. */
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
  const more = change.changed.uids.length + change.vanished.length;
  const isFull = changes.length >= limits.journal.changes || size + more > limits.journal.messages;
  if (isFull || changes.length === 0) return { last, changes: [change], size: more };
  changes.push(change);
  return { last, changes, size: size + more };
}

function together(changes: readonly Change[]): Change {
  const [only] = changes;
  if (only && changes.length === 1) return only;
  /** Which change made each what it is, and its place there. */
  const last = new Map<Uid, { readonly of: MessageStates; readonly i: number }>();
  const vanished: Uid[] = [];
  for (const change of changes) {
    for (const [i, uid] of change.changed.uids.entries()) last.set(uid, { of: change.changed, i });
    for (const uid of change.vanished) {
      last.delete(uid);
      vanished.push(uid);
    }
  }
  const uids = [...last.keys()].sort((a, b) => a - b);
  const places = uids.flatMap((uid) => last.get(uid) ?? []);
  const changed = {
    uids,
    flags: places.map(({ of, i }) => of.flags[i] ?? []),
    modSeqs: places.map(({ of, i }) => of.modSeqs[i] ?? (0 as ModSeq)),
  };
  return { changed, vanished: vanished.sort((a, b) => a - b) };
}
