import type { Bodies } from './bodies';
import type { Connection } from './connection';
import type { Counts, Delta } from './counts';
import type { FlagSet } from './flagSets';
import type { BodyId, MailboxId, Uid } from './ids';
import { noMessages } from './messages';
import type { Removals } from './removals';
import type { States } from './states';
import { ascending, messagesInRanges, uidRanges } from './uidRanges';

/** Taking messages out of a mailbox; ranges as `uidRanges` writes them. Inside a transaction only. */
export interface Removal {
  /** Which of the messages are there, ascending, and what they count for. */
  measure(mailbox: MailboxId, ranges: string): { uids: Uid[]; sets: FlagSet[]; delta: Delta };
  /** Removes them, or those with such flags, remembers that they were, and drops bodies nothing else has. */
  remove(mailbox: MailboxId, ranges: string, which?: (set: FlagSet) => boolean): void;
}

interface Measured {
  readonly uid: Uid;
  readonly size: number;
  readonly bodyId: BodyId;
  readonly set: FlagSet;
}

export function openRemoval(
  { sql }: Connection,
  counts: Counts,
  bodies: Bodies,
  removals: Removals,
  states: States,
): Removal {
  const select = sql<Omit<Measured, 'set'>>(`SELECT m.uid, m.size, m.body_id AS bodyId FROM ${messagesInRanges}`);
  const remove = sql(`DELETE FROM message WHERE mailbox_id = ? AND uid IN (SELECT m.uid FROM ${messagesInRanges})`);
  const measured = (mailbox: MailboxId, ranges: string): Measured[] => {
    const rows = ascending(select.all(ranges, mailbox));
    const of = states.of(mailbox, uidsOf(rows));
    return rows.map((row, i) => {
      const state = of[i];
      if (!state) throw new Error('a message has no flags');
      return { ...row, set: state.set };
    });
  };
  return {
    measure: (mailbox, ranges) => {
      const rows = measured(mailbox, ranges);
      return { uids: uidsOf(rows), sets: rows.map(({ set }) => set), delta: deltaOf(rows) };
    },
    remove: (mailbox, ranges, which = () => true) => {
      const modSeq = counts.nextModSeq(mailbox);
      const rows = measured(mailbox, ranges).filter(({ set }) => which(set));
      if (rows.length === 0) return;
      const vanished = uidsOf(rows);
      const leaving = uidRanges(vanished);
      removals.remember(mailbox, modSeq, leaving);
      remove.run(mailbox, leaving, mailbox);
      bodies.dropUnused(JSON.stringify(rows.map((row) => row.bodyId)));
      const recent = states.remove(mailbox, vanished);
      counts.apply(mailbox, modSeq, { ...negative(deltaOf(rows)), recent }, { changed: noMessages, vanished });
    },
  };
}

const uidsOf = (rows: readonly { readonly uid: Uid }[]) => rows.map(({ uid }) => uid);

function deltaOf(rows: readonly Measured[]) {
  const sum = { messages: rows.length, unseen: 0, deleted: 0, size: 0 };
  for (const row of rows) {
    sum.unseen += Number(!row.set.seen);
    sum.deleted += Number(row.set.deleted);
    sum.size += row.size;
  }
  return sum;
}

function negative({ messages, unseen, deleted, size }: ReturnType<typeof deltaOf>): Delta {
  return { messages: -messages, unseen: -unseen, deleted: -deleted, size: -size };
}
