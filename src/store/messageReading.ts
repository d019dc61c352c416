import type { Bodies } from './bodies';
import type { Connection } from './connection';
import type { Counts } from './counts';
import type { FlagSetId, FlagSets } from './flagSets';
import type { BodyId, ModSeq, Uid } from './ids';
import type { Journal } from './journal';
import type { MessageRow, MessageState, Messages } from './messages';
import type { Removals } from './removals';
import { ascending, messagesInRanges, uidRanges } from './uidRanges';

type Reading = Pick<
  Messages,
  'snapshot' | 'changesSince' | 'read' | 'readWithStructure' | 'body' | 'uidOfBody' | 'bytes'
>;

interface StateColumns {
  readonly uid: Uid;
  readonly flags: FlagSetId;
  readonly modSeq: ModSeq;
}
interface RowColumns extends StateColumns {
  readonly internalDate: number;
  readonly size: number;
  readonly bodyId: BodyId;
  readonly savedAt: number | null;
}

const stateColumns = 'm.uid, m.flag_set_id AS flags, m.modseq AS modSeq';
const rowColumns = `${stateColumns}, m.internal_date AS internalDate, m.size, m.body_id AS bodyId, m.saved_at AS savedAt`;

export function openReading(
  { sql, reading }: Connection,
  counts: Counts,
  flagSets: FlagSets,
  bodies: Bodies,
  removals: Removals,
  journal: Journal,
): Reading {
  const everything = sql<StateColumns>(
    `SELECT ${stateColumns} FROM message AS m WHERE m.mailbox_id = ? ORDER BY m.uid`,
  );
  const changedAfter = sql<StateColumns>(
    `SELECT ${stateColumns} FROM message AS m WHERE m.mailbox_id = ? AND m.modseq > ? ORDER BY m.uid`,
  );
  const rows = sql<RowColumns>(`SELECT ${rowColumns} FROM ${messagesInRanges}`);
  const rowsWithStructure = sql<RowColumns & { readonly structure: string }>(
    `SELECT ${rowColumns}, body.structure FROM ${messagesInRanges} JOIN body ON body.id = m.body_id`,
  );
  const bodyOf = sql<{ bodyId: BodyId; size: number }>(
    'SELECT body_id AS bodyId, size FROM message WHERE mailbox_id = ? AND uid = ?',
  );

  const withBody = sql<{ uid: Uid }>(
    'SELECT uid FROM message WHERE body_id = ? AND mailbox_id = ? ORDER BY uid LIMIT 1',
  );

  const readState = ({ uid, flags, modSeq }: StateColumns): MessageState => ({
    uid,
    flags: flagSets.byId(flags).flags,
    modSeq,
  });
  const readRow = <R extends RowColumns>(row: R): Omit<R, 'flags'> & MessageRow => ({
    ...row,
    flags: flagSets.byId(row.flags).flags,
  });

  const changesInRows: Reading['changesSince'] = (mailbox, modSeq) =>
    reading(() => {
      const head = counts.head(mailbox);
      return (
        head && {
          ...removals.since(mailbox, modSeq, head.uidNext),
          changed: changedAfter.all(mailbox, modSeq).map(readState),
          ...heights(head),
        }
      );
    });

  return {
    snapshot: (mailbox) =>
      reading(() => {
        const head = counts.head(mailbox);
        return head && { messages: everything.all(mailbox).map(readState), ...heights(head) };
      }),
    changesSince: (mailbox, modSeq) => {
      const now = counts.head(mailbox);
      // asked three times for each command, and mostly in vain
      if (!now) return undefined;
      if (now.highestModSeq <= modSeq) return { vanished: [], removalsForgotten: false, changed: [], ...heights(now) };
      const noted = journal.since(mailbox, modSeq, now.highestModSeq);
      return noted ? { ...noted, removalsForgotten: false, ...heights(now) } : changesInRows(mailbox, modSeq);
    },
    read: (mailbox, uids) => ascending(rows.all(uidRanges(uids), mailbox)).map(readRow),
    readWithStructure: (mailbox, uids) => ascending(rowsWithStructure.all(uidRanges(uids), mailbox)).map(readRow),
    body: (mailbox, uid) => bodyOf.get(mailbox, uid),
    uidOfBody: (mailbox, body) => withBody.get(body, mailbox)?.uid,
    bytes: bodies.bytes,
  };
}

function heights({ uidNext, highestModSeq }: { uidNext: Uid; highestModSeq: ModSeq }) {
  return { uidNext, highestModSeq };
}
