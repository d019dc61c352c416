import { isAscii, isUtf8 } from 'node:buffer';
import { latin1, utf8 } from '../../../base/bytes';
import { ImapError } from '../errors';
import { limits } from '../limits';
import type { Cursor } from './cursor';
import { isListChar, readAstring, readString } from './lexical';
import { readModifiedUtf7, writeModifiedUtf7 } from './modifiedUtf7';
import { writeAstring } from './write';

/** What divides the levels of a name. */
export const separator = '/';

/** mailbox = "INBOX" / astring (RFC 9051 §9): decoded, in NFC, INBOX in capitals. 'cannot' for what is no name in any spelling. */
export function readMailbox(c: Cursor): string {
  return readGivenMailbox(c).mailbox;
}

/** A name, and as the client gave it where that is not in NFC. */
export interface GivenMailbox {
  readonly mailbox: string;
  readonly given?: string;
}

export function readGivenMailbox(c: Cursor): GivenMailbox {
  const given = decodeName(readAstring(c), c.utf8);
  return { mailbox: canonicalName(given), ...(given.normalize('NFC') !== given && { given }) };
}

/** list-mailbox = 1*list-char / string: a pattern with its wildcards. */
export function readMailboxPattern(c: Cursor): string {
  if (c.peek() === '"' || c.atLiteral()) return canonicalName(decodeName(readString(c), c.utf8));
  const text = c.takeWhile(isListChar);
  if (text === '') c.fail('Expected a mailbox name or pattern');
  return canonicalName(decodeName(latin1(text), c.utf8));
}

/** A name as this client reads it, quoted where it must be: wire text. */
export function writeMailbox(name: string, utf8Enabled: boolean): string {
  const text = utf8Enabled ? utf8(name).toString('latin1') : writeModifiedUtf7(name);
  return writeAstring(text);
}

/** A name less a trailing separator (RFC 9051 §6.3.4). */
export function withoutSeparator(name: string): string {
  return name.endsWith(separator) ? name.slice(0, -1) : name;
}

/** 'cannot' unless a mailbox may be made under this name. Returns it without a trailing separator. */
export function checkNewName(name: string): string {
  const trimmed = withoutSeparator(name);
  const levels = trimmed.split(separator);
  if (levels.some((level) => level === ''))
    throw new ImapError('cannot', 'A level of a mailbox name may not be empty.');
  if (levels.length > limits.nameLevels)
    throw new ImapError('cannot', `A mailbox name may have ${limits.nameLevels} levels.`);
  if (/[\p{Cc}\u2028\u2029%*]/u.test(trimmed))
    throw new ImapError('cannot', 'A mailbox name may hold no control characters, % or *.');
  // Net-Unicode (RFC 9051 §5.1)
  if (/^\ufeff|\p{Noncharacter_Code_Point}/u.test(trimmed))
    throw new ImapError('cannot', 'A mailbox name begins with no byte order mark and holds no noncharacters.');
  if (utf8(trimmed).length > limits.nameBytes)
    throw new ImapError('cannot', `A mailbox name may have ${limits.nameBytes} bytes.`);
  return trimmed;
}

/** UTF-8 unasked for is taken too: RFC 9051 §5.1 clients that forget ENABLE send it, and it cannot be modified UTF-7. */
function decodeName(bytes: Buffer, utf8Enabled: boolean): string {
  if (bytes.length > limits.givenNameBytes)
    throw new ImapError('cannot', `A mailbox name may be given in ${limits.givenNameBytes} bytes.`);
  if (!isUtf8(bytes)) throw new ImapError('cannot', 'The mailbox name is not in UTF-8.');
  const text = bytes.toString('utf8');
  const name = utf8Enabled || !isAscii(bytes) ? text : readModifiedUtf7(text);
  if (name === undefined) throw new ImapError('cannot', 'The mailbox name is not in modified UTF-7.');
  return name;
}

/** In NFC; INBOX in capitals, also as a first level: an `inbox` made on the way to `inbox/zoo` could never be selected beside INBOX. */
export function canonicalName(name: string): string {
  return name.normalize('NFC').replace(/^inbox(?=\/|$)/i, 'INBOX');
}
