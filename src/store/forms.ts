import { asBuffer } from '../base/bytes';
import type { Bodies } from './bodies';
import type { Connection } from './connection';
import type { BodyId, MailboxId, Uid } from './ids';
import { limits } from './limits';
import type { FormName, FormRow, Headers, Messages, NewForms } from './messages';
import { ascending, messagesInRanges, uidRanges } from './uidRanges';

/** What FETCH says of messages, kept beside them. */
export interface Forms extends Pick<Messages, 'forms' | 'headers' | 'keepForms'> {
  /** `header`: what of the body's bytes is kept, as `keptHeader` gives it. */
  readonly put: (body: BodyId, header: Uint8Array, forms: NewForms) => void;
}

type Columns = Omit<FormRow, 'header' | 'beginning'> & {
  header?: string | null;
  readonly headerBytes?: number | null;
  beginning?: Uint8Array | null;
};

interface Table {
  readonly join: string;
  /** Whether its rows have a version, which is the next parameter then. */
  readonly versioned: boolean;
}

const formTable: Table = {
  join: 'LEFT JOIN body_form AS form ON form.body_id = m.body_id AND form.version = ?',
  versioned: true,
};
const headerTable: Table = {
  join: 'LEFT JOIN body_header AS header ON header.body_id = m.body_id AND header.version = ?',
  versioned: true,
};
const bodyTable: Table = { join: 'JOIN body ON body.id = m.body_id', versioned: false };
const chunk = 'SELECT bytes FROM body_chunk WHERE body_id = m.body_id AND seq = 0';
const columns: Record<FormName, { readonly column: string; readonly table: Table }> = {
  envelope: { column: 'form.envelope', table: formTable },
  bodyStructure: { column: 'form.body_structure AS bodyStructure', table: formTable },
  // text comes twice as quickly as bytes
  header: { column: 'CAST(header.bytes AS TEXT) AS header, length(header.bytes) AS headerBytes', table: headerTable },
  beginning: {
    column: `coalesce(body.bytes, CASE WHEN m.size <= ${limits.wholeBytes} THEN coalesce((${chunk}), x'') END) AS beginning`,
    table: bodyTable,
  },
  structure: { column: 'body.structure', table: bodyTable },
};

export function openForms({ sql, lightly }: Connection, bodies: Bodies): Forms {
  const putForm = sql(
    `INSERT OR REPLACE INTO body_form (body_id, version, envelope, body_structure) SELECT id, ?, ?, ? FROM body WHERE id = ?`,
  );
  const putHeader = sql(
    `INSERT OR REPLACE INTO body_header (body_id, version, bytes) SELECT id, ?, ? FROM body WHERE id = ?`,
  );
  const put = (body: BodyId, header: Uint8Array, { version, envelope, bodyStructure }: NewForms) => {
    putForm.run(version, envelope, bodyStructure, body);
    putHeader.run(version, header, body);
  };
  const queries = new Map<string, FormQuery>();
  const queryFor = (names: readonly FormName[]) => {
    const key = names.join(' ');
    const query = queries.get(key) ?? openQuery(sql, names);
    queries.set(key, query);
    return query;
  };

  const bytesOf = sql<{ readonly uid: Uid; readonly bytes: Uint8Array }>(
    `SELECT m.uid, header.bytes FROM ${messagesInRanges} ${headerTable.join} WHERE header.bytes IS NOT NULL`,
  );
  /** Headers that are not ASCII are read as bytes. */
  const readOdd = (rows: readonly Columns[], mailbox: MailboxId, version: number) => {
    const odd = new Map(rows.filter(hasOddHeader).map((row) => [row.uid, row]));
    if (odd.size === 0) return;
    // for one that another process takes away meanwhile
    for (const row of odd.values()) row.header = null;
    for (const { uid, bytes } of bytesOf.all(uidRanges([...odd.keys()]), mailbox, version)) {
      const row = odd.get(uid);
      if (row) row.header = asBuffer(bytes).toString('latin1');
    }
  };

  // bytes can only be joined as text, which SQLite takes as it comes
  const joined = sql<{ readonly bytes: Uint8Array | null; readonly uids: string; readonly lengths: string }>(
    `SELECT CAST(group_concat(CAST(header.bytes AS TEXT), '') AS BLOB) AS bytes, json_group_array(m.uid) AS uids,
       json_group_array(coalesce(length(header.bytes), 0)) AS lengths FROM ${messagesInRanges} ${headerTable.join}`,
  );

  return {
    put,
    headers: (mailbox, uids, version) => {
      const row = joined.get(uidRanges(uids), mailbox, version);
      const text = row?.bytes ? asBuffer(row.bytes).toString('latin1') : '';
      return readHeaders(text, JSON.parse(row?.uids ?? '[]') as Uid[], JSON.parse(row?.lengths ?? '[]') as number[]);
    },
    forms: (mailbox, uids, names, version) => {
      const rows = ascending(queryFor(names)(uidRanges(uids), mailbox, version));
      readOdd(rows, mailbox, version);
      return rows.map(readRow);
    },
    keepForms: (made) => {
      lightly(() => {
        for (const { bodyId, forms } of made) {
          const header = isKept(forms) ? Buffer.concat([...bodies.bytes(bodyId, 0, forms.headerEnd)]) : nothing;
          put(bodyId, header, forms);
        }
      });
    },
  };
}

type FormQuery = (ranges: string, mailbox: MailboxId, version: number) => Columns[];

/** One for each choice of columns: what is not asked for is not read. */
function openQuery(sql: Connection['sql'], names: readonly FormName[]): FormQuery {
  const tables = [...new Set(names.map((name) => columns[name].table))];
  const versioned = tables.filter((table) => table.versioned);
  const statement = sql<Columns>(
    `SELECT m.uid, m.internal_date AS internalDate, m.size, m.body_id AS bodyId, m.saved_at AS savedAt${names.map((name) => `, ${columns[name].column}`).join('')}
      FROM ${messagesInRanges} ${tables.map(({ join }) => join).join(' ')}`,
  );
  return (ranges, mailbox, version) => statement.all(ranges, mailbox, ...versioned.map(() => version));
}

const nothing = Buffer.alloc(0);

/** Of a body with these bytes: empty where its header is too long to be kept. */
export function keptHeader(source: Uint8Array, forms: NewForms): Uint8Array {
  return isKept(forms) ? source.subarray(0, forms.headerEnd) : nothing;
}

function isKept({ headerEnd }: NewForms): boolean {
  return headerEnd <= limits.keptHeaderBytes;
}

/** Not ASCII: other bytes come as fewer characters than they are, or as the one that says that they are none. */
function hasOddHeader({ header, headerBytes }: Columns): boolean {
  return typeof header === 'string' && (header.length !== headerBytes || header.includes('\ufffd'));
}

function readHeaders(text: string, all: readonly Uid[], lengths: readonly number[]): Headers {
  const [uids, ends, without]: [Uid[], number[], Uid[]] = [[], [], []];
  let end = 0;
  for (const [i, uid] of all.entries()) {
    const length = lengths[i] ?? 0;
    (length > 0 ? uids : without).push(uid);
    if (length > 0) ends.push((end += length));
  }
  return { text, uids, ends, without };
}

/** The row itself, which nobody else has: a copy of each of a hundred thousand would be as dear as reading it. */
function readRow(row: Columns): FormRow {
  if (row.beginning) row.beginning = asBuffer(row.beginning);
  return row as FormRow;
}
