import { formsVersion, writeForms } from '../../protocol/imap';
import type { Form, MessageForms, MessageMeta } from '../../protocol/imap';
import type { FormRow, MailboxId, Messages, NewForms, Uid } from '../../store';
import { kept } from './errors';

type Structure = MessageMeta['structure'];

/** What is kept of a message with its bytes, for FETCH. */
export function newForms(structure: Structure): NewForms {
  return { version: formsVersion, ...writeForms(structure) };
}

/** What append wrote, and nothing else. */
export function parseStructure(json: string): Structure {
  return JSON.parse(json) as Structure;
}

/** Forms of these messages. Not all who file mail know IMAP: what is missing is made when it is first asked for, and kept. */
export function readForms(messages: Messages, id: MailboxId, uids: readonly Uid[], wanted: readonly Form[]) {
  const read = () => messages.forms(id, uids, wanted, formsVersion);
  const rows = read();
  const missing = rows.filter((row) => wanted.some((form) => form !== 'source' && row[form] === null));
  const nameOf = messages.bodyNamer();
  const ready = missing.length > 0 && made(messages, id, missing) ? read() : rows;
  return ready.map((row) => formsOf(row, nameOf));
}

/** False where they could not be kept: FETCH does without. */
function made(messages: Messages, id: MailboxId, missing: readonly FormRow[]): boolean {
  const rows = messages.readWithStructure(
    id,
    missing.map(({ uid }) => uid),
  );
  const forms = rows.map(({ bodyId, structure }) => ({ bodyId, forms: newForms(parseStructure(structure)) }));
  return kept(() => {
    messages.keepForms(forms);
  });
}

/** Most of it is not looked at: what costs something is worked out then. */
function formsOf(row: FormRow, nameOf: (body: FormRow['bodyId']) => string): MessageForms {
  const { uid, internalDate, size, bodyId, savedAt, structure, header, source } = row;
  return {
    ...{ uid, size, envelope: row.envelope ?? undefined, bodyStructure: row.bodyStructure ?? undefined },
    header: header && header.length > 0 ? header.toString('latin1') : undefined,
    source: source?.toString('latin1'),
    get structure() {
      return structure === undefined ? undefined : parseStructure(structure);
    },
    get internalDate() {
      return new Date(internalDate);
    },
    get emailId() {
      return nameOf(bodyId);
    },
    get savedAt() {
      return savedAt === null ? undefined : new Date(savedAt);
    },
  };
}
