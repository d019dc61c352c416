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

/**
 * Of what append wrote, where the body of a message of one part is: most messages are, and to parse all that is said of a hundred thousand
 * takes seconds. Undefined where there are parts in it. No text holds such a name, for the quotes in it are written otherwise.
 */
export function findOnlyBody(json: string): MessageForms['onlyBody'] {
  const type = behind(json, '"root":{"type":"', 0);
  if (type < 0 || hasParts.some((one) => json.startsWith(one, type))) return undefined;
  const [start, end] = [behind(json, '"bodyStart":', type), behind(json, '"bodyEnd":', type)];
  return start < 0 || end < 0 ? undefined : { start: parseInt(json.slice(start)), end: parseInt(json.slice(end)) };
}

const hasParts = ['multipart"', 'message"'];

function behind(json: string, name: string, from: number): number {
  const at = json.indexOf(name, from);
  return at < 0 ? at : at + name.length;
}

/** Forms of these messages. Not all who file mail know IMAP: what is missing is made when it is first asked for, and kept. */
export function readForms(
  messages: Messages,
  id: MailboxId,
  uids: readonly Uid[],
  wanted: readonly Form[],
): MessageForms[] {
  const read = () => messages.forms(id, uids, wanted, formsVersion);
  const rows = read();
  const missing = rows.filter((row) => wanted.some((form) => form !== 'beginning' && row[form] === null));
  const nameOf = messages.bodyNamer();
  const ready = missing.length > 0 && made(messages, id, missing) ? read() : rows;
  return ready.map((row) => new KeptForms(row, nameOf));
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

/** A class, because a hundred thousand objects with getters of their own take longer to make than to read: most is not looked at. */
class KeptForms implements MessageForms {
  constructor(
    private readonly row: FormRow,
    private readonly nameOf: (body: FormRow['bodyId']) => string,
  ) {}

  get uid() {
    return this.row.uid;
  }

  get size() {
    return this.row.size;
  }

  get envelope() {
    return this.row.envelope ?? undefined;
  }

  get bodyStructure() {
    return this.row.bodyStructure ?? undefined;
  }

  get header() {
    const { header } = this.row;
    return header === '' ? undefined : (header ?? undefined);
  }

  get beginning() {
    return this.row.beginning ?? undefined;
  }

  get structure() {
    const { structure } = this.row;
    return structure === undefined ? undefined : parseStructure(structure);
  }

  get onlyBody() {
    const { structure } = this.row;
    return structure === undefined ? undefined : findOnlyBody(structure);
  }

  get internalDate() {
    return new Date(this.row.internalDate);
  }

  get emailId() {
    return this.nameOf(this.row.bodyId);
  }

  get savedAt() {
    const { savedAt } = this.row;
    return savedAt === null ? undefined : new Date(savedAt);
  }
}
