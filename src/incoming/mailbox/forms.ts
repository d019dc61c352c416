import { formsVersion, writeForms } from '../../protocol/imap';
import type { Form, MessageForms, MessageMeta } from '../../protocol/imap';
import { StoreError } from '../../store';
import type { FormRow, MailboxId, Messages, NewForms, Uid } from '../../store';

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
  const missing = rows.filter((row) => wanted.some((form) => row[form] === null));
  const nameOf = messages.bodyNamer();
  const ready = missing.length > 0 && made(messages, id, missing) ? read() : rows;
  return ready.map((row) => formsOf(row, nameOf(row.bodyId)));
}

/** False where they could not be kept, the disk being full or another process writing: FETCH does without. */
function made(messages: Messages, id: MailboxId, missing: readonly FormRow[]): boolean {
  const rows = messages.readWithStructure(
    id,
    missing.map(({ uid }) => uid),
  );
  try {
    messages.keepForms(rows.map(({ bodyId, structure }) => ({ bodyId, forms: newForms(parseStructure(structure)) })));
    return true;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}

function formsOf(row: FormRow, emailId: string): MessageForms {
  const { uid, internalDate, size, savedAt, envelope, bodyStructure, header } = row;
  return {
    ...{ uid, internalDate: new Date(internalDate), size, emailId },
    ...(savedAt !== null && { savedAt: new Date(savedAt) }),
    ...(envelope && { envelope }),
    ...(bodyStructure && { bodyStructure }),
    ...(header && header.length > 0 && { header: header.toString('latin1') }),
  };
}
