import type { Connection } from './connection';
import type { BodyId, MailboxId, Uid } from './ids';
import type { FieldName, KeyColumn, KeyCondition, KeyRow, KeyValue, Messages, NewKeys } from './messages';
import { ascending, messagesInRanges, uidRanges } from './uidRanges';

/** What SEARCH, SORT and THREAD want to know of messages, kept beside them. */
export interface Keys extends Pick<Messages, 'matching' | 'keys' | 'withoutKeys' | 'keepKeys'> {
  readonly put: (body: BodyId, keys: NewKeys) => void;
}

const fields: Record<FieldName, string> = {
  subject: 'subject',
  messageId: 'id_field',
  from: 'from_field',
  to: 'to_field',
  cc: 'cc_field',
  bcc: 'bcc_field',
};

/** Of whole seconds, as INTERNALDATE tells it. */
const arrived = '(m.internal_date - m.internal_date % 1000)';

const columns: Record<KeyColumn, string> = {
  internalDate: arrived,
  size: 'm.size',
  sentAt: `ifnull(k.sent_at, ${arrived})`,
  isReply: 'k.is_reply',
  subject: 'k.sort_subject',
  from: 'k.sort_from',
  to: 'k.sort_to',
  cc: 'k.sort_cc',
  displayFrom: 'k.display_from',
  displayTo: 'k.display_to',
  messageId: 'k.message_id',
  references: 'k.mail_refs',
};

const ofVersion = 'body_key AS k ON k.body_id = m.body_id AND k.version = ?';

export function openKeys(connection: Connection): Keys {
  const { put, keep } = openWriting(connection);
  const search = openSearching(connection);
  const read = openReading(connection);
  const missing = connection.sql<{ readonly uid: Uid }>(
    `SELECT m.uid FROM ${messagesInRanges} LEFT JOIN ${ofVersion} WHERE k.body_id IS NULL`,
  );
  return {
    put,
    keepKeys: keep,
    matching: search,
    keys: read,
    withoutKeys: (mailbox, uids, version) => missing.all(uidRanges(uids), mailbox, version).map(({ uid }) => uid),
  };
}

function openWriting({ sql, lightly }: Connection) {
  const insert = sql(
    `INSERT OR REPLACE INTO body_key (version, whole, sent_at, sent_day, is_reply,
       sort_subject, sort_from, sort_to, sort_cc, display_from, display_to, message_id, mail_refs,
       subject, id_field, from_field, to_field, cc_field, bcc_field, body_id)
     SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, id FROM body WHERE id = ?`,
  );
  const put = (body: BodyId, { version, values }: NewKeys) => {
    const { sentAt, sentDay, isReply, sort, fields: text } = values ?? nothing;
    insert.run(
      ...[version, Number(values !== undefined), sentAt ?? null, sentDay ?? null, Number(isReply)],
      ...[sort.subject, sort.from, sort.to, sort.cc, sort.displayFrom, sort.displayTo, sort.messageId, sort.references],
      ...[text.subject, text.messageId, text.from, text.to, text.cc, text.bcc],
      body,
    );
  };
  const keep: Messages['keepKeys'] = (made) => {
    lightly(() => {
      for (const { bodyId, keys } of made) put(bodyId, keys);
    });
  };
  return { put, keep };
}

const nothing: NonNullable<NewKeys['values']> = {
  sentAt: undefined,
  sentDay: undefined,
  isReply: false,
  sort: { subject: '', from: '', to: '', cc: '', displayFrom: '', displayTo: '', messageId: '', references: '' },
  fields: { subject: '', messageId: '', from: '', to: '', cc: '', bcc: '' },
};

/** Lists come back as JSON in one value: a row for each message would cost five times as much. */
function openSearching({ sql }: Connection): Messages['matching'] {
  const select = (condition: string) =>
    sql<Record<'matching' | 'open' | 'missing', string> & { readonly uidNext: Uid }>(
      `SELECT ifnull(max(box.uid_next), 1) AS uidNext,
         json_group_array(m.uid) FILTER (WHERE k.whole = 1 AND ${condition}) AS matching,
         json_group_array(m.uid) FILTER (WHERE k.whole = 0) AS open,
         json_group_array(m.uid) FILTER (WHERE m.uid IS NOT NULL AND k.whole IS NULL) AS missing
       FROM mailbox AS box LEFT JOIN message AS m ON m.mailbox_id = box.id LEFT JOIN ${ofVersion} WHERE box.id = ?`,
    );
  const ask = (condition: KeyCondition, mailbox: MailboxId, version: number) =>
    'field' in condition
      ? select(`instr(k.${fields[condition.field]}, ?) > 0`).get(condition.text, version, mailbox)
      : select('k.sent_day BETWEEN ? AND ?').get(condition.firstDay, condition.lastDay, version, mailbox);
  return (mailbox, condition, version) => {
    const { matching = '[]', open = '[]', missing = '[]', uidNext = 1 as Uid } = ask(condition, mailbox, version) ?? {};
    return { matching: readUids(matching), open: readUids(open), missing: readUids(missing), uidNext };
  };
}

/** They come in the order of the table; nothing in SQL promises it. */
function readUids(json: string): Uid[] {
  return (JSON.parse(json) as Uid[]).sort((a, b) => a - b);
}

/** Lists as JSON, one for each column. */
type KeyLists = { readonly uid?: string } & Readonly<Record<`c${number}`, string>>;

function openReading({ sql }: Connection): Messages['keys'] {
  const statementFor = (names: readonly KeyColumn[]) =>
    sql<KeyLists>(
      `SELECT json_group_array(m.uid) AS uid${names.map((name, i) => `, json_group_array(${columns[name]}) AS c${i}`).join('')}
      FROM ${messagesInRanges} JOIN ${ofVersion} WHERE k.whole = 1`,
    );
  return (mailbox, uids, asked, version) => {
    // in one order, each once: what clients ask for in many orders is one statement
    const names = [...new Set(asked)].sort();
    const row = statementFor(names).get(uidRanges(uids), mailbox, version) ?? {};
    const lists = names.map((_, i) => JSON.parse(row[`c${i}`] ?? '[]') as KeyValue[]);
    const places = asked.map((name) => names.indexOf(name));
    const rows = (JSON.parse(row.uid ?? '[]') as Uid[]).map((uid, at): KeyRow => ({
      uid,
      values: places.map((place) => lists[place]?.[at] ?? 0),
    }));
    return ascending(rows);
  };
}
