import { writeMailbox } from '../wire/mailboxName';
import { writeAstring, writeList, writeString } from '../wire/write';

/** METADATA with values (RFC 5464 §4.4.1); undefined is NIL, and '' as a mailbox the account. */
export function writeMetadata(
  mailbox: string,
  entries: readonly (readonly [string, Buffer | undefined])[],
  utf8: boolean,
): string {
  const name = writeMailbox(mailbox, utf8);
  return `* METADATA ${name} ${writeList(entries.map(([entry, value]) => `${writeAstring(entry)} ${writeValue(value)}`))}\r\n`;
}

/** METADATA unasked: which entries have changed (RFC 5464 §4.4.2). */
export function writeChangedMetadata(mailbox: string, entries: readonly string[], utf8: boolean): string {
  const name = writeMailbox(mailbox, utf8);
  return `* METADATA ${name} ${entries.map(writeAstring).join(' ')}\r\n`;
}

// value = nstring / literal8                                               RFC 5464 §5
function writeValue(value: Buffer | undefined): string {
  if (!value) return 'NIL';
  const text = value.toString('latin1');
  return value.includes(0) ? `~{${text.length}}\r\n${text}` : writeString(text);
}
