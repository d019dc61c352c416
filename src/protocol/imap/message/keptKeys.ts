import { fieldText, readHeader } from '../../mime';
import type { HeaderField, Structure } from '../../mime';
import { limits } from '../limits';
import { dayOfField } from '../wire/dateTime';
import type { Day } from '../wire/dateTime';
import { foldText } from './casemap';
import { fieldOfEnvelope } from './searchText';
import type { EnvelopeField } from './searchText';
import { sentAt, sortTextOf, subjectOf } from './sortKeys';

/** What SEARCH, SORT and THREAD want to know of a mail, for a backend to keep. Texts are '' where the mail has none. */
export interface WrittenKeys {
  /** What its Date names: milliseconds since 1970, and the day with time and zone left aside. */
  readonly sentAt: number | undefined;
  readonly sentDay: Day | undefined;
  readonly isReply: boolean;
  /** As SORT and THREAD have them. */
  readonly sort: Readonly<
    Record<'subject' | 'from' | 'to' | 'cc' | 'displayFrom' | 'displayTo' | 'messageId' | 'references', string>
  >;
  /** As SEARCH looks into them: what ENVELOPE has, folded, and each Message-ID, to a line. */
  readonly fields: Readonly<Record<EnvelopeField | 'messageId', string>>;
}

/** Grows whenever `writeKeys` comes to write something else of the same mail: what was kept of before is out of date then. */
export const keysVersion = 4;

/** Undefined for a mail that is looked into each time: its header is very long, or holds what a database does not keep as it is. */
export function writeKeys(structure: Structure, header: Buffer): WrittenKeys | undefined {
  if (header.length > limits.keptHeaderBytes) return undefined;
  const { envelope } = structure;
  const { fields: all } = readHeader(header);
  const source = { structure, fields: all, internalDate: new Date(0), size: 0 };
  const { subject, isReply } = subjectOf(envelope);
  const sort = {
    subject,
    from: sortTextOf(source, 'FROM'),
    to: sortTextOf(source, 'TO'),
    cc: sortTextOf(source, 'CC'),
    displayFrom: sortTextOf(source, 'DISPLAYFROM'),
    displayTo: sortTextOf(source, 'DISPLAYTO'),
    messageId: sortTextOf(source, 'MESSAGEID'),
    references: sortTextOf(source, 'REFERENCES'),
  };
  const folded = (field: EnvelopeField) => foldText(fieldOfEnvelope(structure, field));
  const fields = {
    subject: folded('subject'),
    messageId: foldedIds(all),
    from: folded('from'),
    to: folded('to'),
    cc: folded('cc'),
    bcc: folded('bcc'),
  };
  if (![...Object.values(sort), ...Object.values(fields)].every(isPlain)) return undefined;
  return { sentAt: sentAt(envelope), sentDay: dayOfField(envelope.date ?? ''), isReply, sort, fields };
}

function foldedIds(fields: readonly HeaderField[]): string {
  const ids = fields.filter(({ name }) => name.toLowerCase() === 'message-id');
  return ids.map((field) => foldText(fieldText(field))).join('\n');
}

/** NUL ends a text in SQL, and half a character does not survive UTF-8. */
function isPlain(text: string): boolean {
  return !/\0|[\ud800-\udfff]/u.test(text);
}
