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
  return writeAllowed(fields, writers);
}

/** The fields that may go, each by its name, and what is written of it; nothing where that is empty. */
export type Writers = Readonly<Record<string, (field: HeaderField) => string>>;

/** The first field of each of those names, in that order. */
export function writeAllowed(fields: readonly HeaderField[], allowed: Writers): string {
  return Object.entries(allowed)
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
    .filter(({ name }) => !/^(?:x-nymbridge-|content-|mime-version$|(?:resent-)?bcc$|$)/i.test(name))
    .map((field) => writeField(field.name, fieldRaw(field)))
    .join('');
}

const people = (field: HeaderField): string => writeAddresses(readMailboxes(fieldRaw(field)));

const writers: Writers = {
  From: people,
  'Reply-To': people,
  To: people,
  Cc: people,
  Subject: (field) => encodeWords(fieldText(field)),
  Date: (field) => {
    const at = momentOf(fieldRaw(field));
    return Number.isNaN(at) ? '' : serverDate(at);
  },
};

const writtenDate =
  /^(?:[a-z]{3}, ?)?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d{1,2}:\d{2}(?::\d{2})?)(?: ?([-+]\d{2}):?(\d{2})| (GMT|UTC?|Z|[ECMP][SD]T))? ?(?:\(|$)/i;

/**
 * Milliseconds since 1970, or NaN for what is no date-time of RFC 5322 §3.3. By itself the language takes one without a zone, and much else, for a
 * time of this machine's, which would tell where that is.
 */
function momentOf(date: string): number {
  const [, day, month, year, time, hours, minutes = '', name = 'UTC'] =
    writtenDate.exec(date.replace(/\s+/g, ' ').trim()) ?? [];
  return Date.parse(`${day} ${month} ${year} ${time} ${hours === undefined ? name : hours + minutes}`);
}
