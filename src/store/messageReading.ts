import type { Bodies } from './bodies';
import type { Connection, Statement } from './connection';
import type { Counts } from './counts';
import type { BodyId, MailboxId, ModSeq, Uid } from './ids';
import type { Journal } from './journal';
import { noMessages } from './messages';
import type { MessageRow, Messages } from './messages';
import type { Removals } from './removals';
import type { States } from './states';
import { ascending, messagesInRanges, uidRanges } from './uidRanges';

type Reading = Pick<
  Messages,
  'snapshot' | 'changesSince' | 'read' | 'readWithStructure' | 'body' | 'uidOfBody' | 'bytes'
>;

interface RowColumns {
  readonly uid: Uid;
  readonly internalDate: number;
  readonly size: number;
  readonly bodyId: BodyId;
  readonly savedAt: number | null;
}

const rowColumns = 'm.uid, m.internal_date AS internalDate, m.size, m.body_id AS bodyId, m.saved_at AS savedAt';

export function openReading(
  { sql, reading }: Connection,
  counts: Counts,
  bodies: Bodies,
  removals: Removals,
  journal: Journal,
  states: States,
): Reading {
  const rows = sql<RowColumns>(`SELECT ${rowColumns} FROM ${messagesInRanges}`);
  const rowsWithStructure = sql<RowColumns & { readonly structure: string; readonly arrived: number | null }>(
    `SELECT ${rowColumns}, body.structure, body.arrived FROM ${messagesInRanges} JOIN body ON body.id = m.body_id`,
  );
  const bodyOf = sql<{ bodyId: BodyId; size: number }>(
    'SELECT body_id AS bodyId, size FROM message WHERE mailbox_id = ? AND uid = ?',
  );

  const withBody = sql<{ uid: Uid }>(
    'SELECT uid FROM message WHERE body_id = ? AND mailbox_id = ? ORDER BY uid LIMIT 1',
  );

  const readRows = <R extends RowColumns>(statement: Statement<R>, mailbox: MailboxId, uids: readonly Uid[]) =>
    reading(() => {
      const found = ascending(statement.all(uidRanges(uids), mailbox));
      const of = states.of(
        mailbox,
        found.map(({ uid }) => uid),
      );
      return found.map((row, i): R & MessageRow => {
        const state = of[i];
        if (!state) throw new Error('a message has no flags');
        return { ...row, flags: state.set.flags, modSeq: state.modSeq };
      });
    });

  const changesInRows: Reading['changesSince'] = (mailbox, modSeq) =>
    reading(() => {
      const head = counts.head(mailbox);
      return (
        head && {
          ...removals.since(mailbox, modSeq, head.uidNext),
          changed: states.after(mailbox, modSeq),
          ...heights(head),
        }
      );
    });

  return {
    snapshot: (mailbox) =>
      reading(() => {
        const head = counts.head(mailbox);
        return head && { messages: states.all(mailbox), ...heights(head) };
      }),
    changesSince: (mailbox, modSeq) => {
      const now = counts.head(mailbox);
      // asked three times for each command, and mostly in vain
      if (!now) return undefined;
      if (now.highestModSeq <= modSeq)
        return { vanished: [], removalsForgotten: false, changed: noMessages, ...heights(now) };
      const noted = journal.since(mailbox, modSeq, now.highestModSeq);
      return noted ? { ...noted, removalsForgotten: false, ...heights(now) } : changesInRows(mailbox, modSeq);
    },
    read: (mailbox, uids) => readRows(rows, mailbox, uids),
    readWithStructure: (mailbox, uids) =>
      readRows(rowsWithStructure, mailbox, uids).map((row) => ({
        ...row,
        arrived: row.arrived === null ? null : row.arrived === 1,
      })),
    body: (mailbox, uid) => bodyOf.get(mailbox, uid),
    uidOfBody: (mailbox, body) => withBody.get(body, mailbox)?.uid,
    bytes: bodies.bytes,
  };
}

function heights({ uidNext, highestModSeq }: { uidNext: Uid; highestModSeq: ModSeq }) {
  return { uidNext, highestModSeq };
}
