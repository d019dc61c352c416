import type { Bodies } from './bodies';
import type { Connection } from './connection';
import type { Counts, Delta } from './counts';
import type { FlagSetId } from './flagSets';
import type { BodyId, MailboxId, Uid } from './ids';
import type { Removals } from './removals';
import { ascending, messagesInRanges } from './uidRanges';

/** Taking messages out of a mailbox; ranges as `uidRanges` writes them. Inside a transaction only. */
export interface Removal {
  /** Which of the messages are there, ascending, and what they count for. */
  measure(mailbox: MailboxId, ranges: string): { uids: Uid[]; flags: FlagSetId[]; delta: Delta };
  /** Removes them, remembers that they were, and drops bodies nothing else has. */
  remove(mailbox: MailboxId, ranges: string): void;
}

interface Measured {
  readonly uid: Uid;
  readonly size: number;
  readonly bodyId: BodyId;
  readonly seen: number;
  readonly deleted: number;
  readonly flags: FlagSetId;
}

export function openRemoval({ sql }: Connection, counts: Counts, bodies: Bodies, removals: Removals): Removal {
  const select = sql<Measured>(
    `SELECT m.uid, m.size, m.body_id AS bodyId, s.seen, s.deleted, s.id AS flags
     FROM ${messagesInRanges} JOIN flag_set AS s ON s.id = m.flag_set_id`,
  );
  const remove = sql(`DELETE FROM message WHERE mailbox_id = ? AND uid IN (SELECT m.uid FROM ${messagesInRanges})`);
  return {
    measure: (mailbox, ranges) => {
      const rows = ascending(select.all(ranges, mailbox));
      return { uids: rows.map((row) => row.uid), flags: rows.map((row) => row.flags), delta: deltaOf(rows) };
    },
    remove: (mailbox, ranges) => {
      const modSeq = counts.nextModSeq(mailbox);
      const rows = select.all(ranges, mailbox);
      if (rows.length === 0) return;
      removals.remember(mailbox, modSeq, ranges);
      remove.run(mailbox, ranges, mailbox);
      bodies.dropUnused(JSON.stringify(rows.map((row) => row.bodyId)));
      counts.apply(mailbox, modSeq, negative(deltaOf(rows)), {
        changed: [],
        vanished: ascending(rows).map(({ uid }) => uid),
      });
    },
  };
}

function deltaOf(rows: readonly Measured[]) {
  const sum = { messages: rows.length, unseen: 0, deleted: 0, size: 0 };
  for (const row of rows) {
    sum.unseen += 1 - row.seen;
    sum.deleted += row.deleted;
    sum.size += row.size;
  }
  return sum;
}

function negative({ messages, unseen, deleted, size }: ReturnType<typeof deltaOf>): Delta {
  return { messages: -messages, unseen: -unseen, deleted: -deleted, size: -size };
}
