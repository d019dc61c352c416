import {
  encodeWords,
  fieldRaw,
  fieldText,
  firstField,
  readMailboxes,
  writeAddresses,
  writeField,
} from '../../protocol/mime';
import type { HeaderField } from '../../protocol/mime';
import { serverDate } from './stamp';

/**
 * The header of a mail inside the mail, LF line ends, but for its MIME fields: who wrote what to whom, and when (in UTC). The rest
 * tells how it came to whose mailbox, in which article, to whom it was a blind copy, or which machine wrote it.
 */
export function writeInnerHeader(fields: readonly HeaderField[]): string {
  return Object.entries(writers)
    .map(([name, write]) => {
      const field = firstField(fields, name);
      const value = field && write(field);
      return value ? writeField(name, value) : '';
    })
    .join('');
}

/**
 * The same as it came, for who wants that: machines, ways and recipients are in it. What this program itself put there says in which
 * article of which nym the mail came, or who got it as a blind copy, and stays here; MIME fields are written anew.
 */
export function writeWholeHeader(fields: readonly HeaderField[]): string {
  return fields
    .filter(({ name }) => !/^(?:x-nymbridge-|content-|mime-version$|bcc$|$)/i.test(name))
    .map((field) => writeField(field.name, fieldRaw(field)))
    .join('');
}

const people = (field: HeaderField): string => writeAddresses(readMailboxes(fieldRaw(field)));

const writers: Readonly<Record<string, (field: HeaderField) => string>> = {
  From: people,
  'Reply-To': people,
  To: people,
  Cc: people,
  Subject: (field) => encodeWords(fieldText(field)),
  Date: (field) => {
    const at = Date.parse(
      zoned(
        fieldRaw(field)
          .replace(/\([^()]*\)/g, '')
          .trim(),
      ),
    );
    return Number.isNaN(at) ? '' : serverDate(at);
  },
};

/** A date without a zone would be taken for one of this machine's, and tell where that is. */
function zoned(date: string): string {
  return /(?:[-+]\d{4}|[ \d](?:GMT|UTC?|Z|[ECMP][SD]T))$/i.test(date) ? date : `${date} UTC`;
}
