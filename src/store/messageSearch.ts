import type { Connection } from './connection';
import type { MessageRange, Messages } from './messages';
import type { Uid } from './ids';

/** What rows of messages answer by themselves. One value comes back, not a row for each message: rows cost five times as much. */
export function openMessageSearch({ sql }: Connection): Pick<Messages, 'inRange'> {
  const within = (column: string) =>
    sql<{ readonly matching: string; readonly uidNext: Uid }>(
      `SELECT mailbox.uid_next AS uidNext, (
         SELECT json_group_array(uid) FROM (
           SELECT uid FROM message WHERE mailbox_id = mailbox.id AND ${column} BETWEEN ? AND ? ORDER BY uid
         )
       ) AS matching FROM mailbox WHERE id = ?`,
    );
  const statements: Record<MessageRange['column'], ReturnType<typeof within>> = {
    internalDate: within('internal_date'),
    size: within('size'),
    // where it is not known the internal date stands for it (RFC 8514 §4.3)
    savedAt: within('coalesce(saved_at, internal_date)'),
    bodyId: within('body_id'),
  };
  return {
    inRange: (mailbox, { column, least, most }) => {
      const row = statements[column].get(least, most, mailbox);
      return row
        ? { matching: JSON.parse(row.matching) as Uid[], uidNext: row.uidNext }
        : { matching: [], uidNext: 1 as Uid };
    },
  };
}
