import { limits } from '../limits';
import { ImapError } from '../errors';
import type { Cursor } from '../wire/cursor';
import { readDateTime } from '../wire/dateTime';
import { readFlagList } from '../wire/flagList';
import { afterSpace, readAstring, readList } from '../wire/lexical';
import { readGivenMailbox } from '../wire/mailboxName';
import type { GivenMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';

/** Of what a message is made: the literal's own bytes, not a copy, or what a URL names. */
export type AppendPart = Buffer | { readonly url: string };

/** One message of an APPEND; of one part unless it is catenated. */
export interface AppendMessage {
  readonly flags: readonly string[];
  readonly internalDate?: Date;
  readonly parts: readonly AppendPart[];
}

/** APPEND (RFC 9051 §6.3.12), of several messages where the client sends them (RFC 3502 §6.3.11). */
export interface Append extends GivenMailbox {
  readonly messages: readonly AppendMessage[];
}

export const append: CommandForm<Append> = {
  read: (c) => {
    const name = afterSpace(c, readGivenMailbox);
    const messages = [readMessage(c)];
    while (c.peek() === ' ') messages.push(readMessage(c));
    return { ...name, messages };
  },
  show: ({ messages }) => `APPEND [mailbox] ${messages.map(({ parts }) => parts.map(showPart).join('')).join(' ')}`,
};

function showPart(part: AppendPart): string {
  return Buffer.isBuffer(part) ? `{${part.length}}` : '[url]';
}

// append-message = [SP flag-list] [SP date-time] SP append-data             RFC 9051 §9
function readMessage(c: Cursor): AppendMessage {
  c.expect(' ');
  const flags = c.peek() === '(' ? readFlagList(c) : undefined;
  if (flags) c.expect(' ');
  const internalDate = c.peek() === '"' ? readDateTime(c) : undefined;
  if (internalDate) c.expect(' ');
  const parts = c.take('CATENATE ') ? readList(c, limits.catenatedParts, () => readPart(c)) : [readData(c)];
  return { flags: flags ?? [], parts, ...(internalDate && { internalDate }) };
}

// cat-part = "TEXT" SP literal / "URL" SP astring / "UTF8" SP "(" literal8 ")"   RFC 4469 §5, RFC 6855 §4
function readPart(c: Cursor): AppendPart {
  if (c.take('URL ')) return { url: readAstring(c).toString('latin1') };
  if (c.take('TEXT ')) return readBytes(c);
  return c.looksAt('UTF8 (') ? readData(c) : c.fail('Expected TEXT, URL or UTF8');
}

// append-data = literal / literal8 / "UTF8" SP "(" literal8 ")"             RFC 9051 §9, RFC 6855 §4
function readData(c: Cursor): Buffer {
  const wrapped = c.take('UTF8 (');
  const bytes = readBytes(c);
  if (wrapped) c.expect(')');
  return bytes;
}

function readBytes(c: Cursor): Buffer {
  const { bytes, binary } = c.takeLiteral() ?? c.fail('Expected the message as a literal');
  // RFC 3516 §4.4: the client that sends a literal8 is told by a code of its own that its bytes will not do
  if (bytes.includes(0))
    throw new ImapError(binary ? 'unknown-cte' : 'cannot', 'The message holds a NUL byte, which no mail may.');
  return bytes;
}
