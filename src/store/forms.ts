import { asBuffer } from '../base/bytes';
import type { Bodies } from './bodies';
import type { Connection, Statement } from './connection';
import type { BodyId } from './ids';
import { limits } from './limits';
import type { FormName, FormRow, Messages, NewForms } from './messages';
import { ascending, messagesInRanges, uidRanges } from './uidRanges';

/** What FETCH says of messages, kept beside them. */
export interface Forms extends Pick<Messages, 'forms' | 'keepForms'> {
  /** For a body that is being added, whose bytes these are. */
  readonly add: (body: BodyId, source: Uint8Array, forms: NewForms) => void;
}

type Columns = Omit<FormRow, 'header'> & { readonly header?: Uint8Array | null };

const columns: Record<FormName, string> = {
  envelope: 'form.envelope',
  bodyStructure: 'form.body_structure AS bodyStructure',
  header: 'header.bytes AS header',
};
const formTable = 'LEFT JOIN body_form AS form ON form.body_id = m.body_id AND form.version = ?';
const headerTable = 'LEFT JOIN body_header AS header ON header.body_id = m.body_id AND header.version = ?';

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
  const statements = new Map<string, Statement<Columns>>();
  /** One for each choice of columns: what is not asked for is not read. */
  const statementFor = (names: readonly FormName[], tables: readonly string[]) => {
    const text = `SELECT m.uid, m.internal_date AS internalDate, m.size, m.body_id AS bodyId, m.saved_at AS savedAt${names.map((name) => `, ${columns[name]}`).join('')}
      FROM ${messagesInRanges} ${tables.join(' ')}`;
    const ready = statements.get(text) ?? sql<Columns>(text);
    statements.set(text, ready);
    return ready;
  };

  return {
    add: (body, source, forms) => {
      put(body, isKept(forms) ? source.subarray(0, forms.headerEnd) : nothing, forms);
    },
    forms: (mailbox, uids, names, version) => {
      const tables = [
        ...(names.includes('envelope') || names.includes('bodyStructure') ? [formTable] : []),
        ...(names.includes('header') ? [headerTable] : []),
      ];
      const statement = statementFor(names, tables);
      return ascending(statement.all(uidRanges(uids), mailbox, ...tables.map(() => version))).map(readRow);
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

const nothing = Buffer.alloc(0);

function isKept({ headerEnd }: NewForms): boolean {
  return headerEnd <= limits.keptHeaderBytes;
}

function readRow({ header, ...row }: Columns): FormRow {
  return header === undefined ? row : { ...row, header: header && asBuffer(header) };
}
