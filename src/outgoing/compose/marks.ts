import { utf8 } from '../../base/bytes';
import { encodeWords, fieldText } from '../../protocol/mime';
import type { HeaderField } from '../../protocol/mime';

/** What the writer asks for by words before the subject. */
export interface Asked {
  readonly encrypt: boolean;
  readonly sign: boolean;
  /** The fields of the mail, the subject without those words: they are for nobody else. */
  readonly fields: readonly HeaderField[];
}

/** Reads `[encrypt]` and `[sign]` at the beginning of the subject, in any order and case. */
export function readMarks(fields: readonly HeaderField[]): Asked {
  const at = fields.findIndex(({ name }) => name.toLowerCase() === 'subject');
  const field = fields[at];
  const subject = field === undefined ? '' : fieldText(field);
  const marks = /^(?:\s*\[(?:encrypt|sign)\])*/i.exec(subject)?.[0] ?? '';
  if (field === undefined || marks === '') return { encrypt: false, sign: false, fields };
  const rest = encodeWords(subject.slice(marks.length).trim());
  const bare = { ...field, raw: utf8(`Subject: ${rest}`) };
  return {
    encrypt: /\[encrypt\]/i.test(marks),
    sign: /\[sign\]/i.test(marks),
    fields: fields.map((one, i) => (i === at ? bare : one)),
  };
}
