import { ImapError } from '../errors';
import type { Cursor } from '../wire/cursor';
import { readDateTime } from '../wire/dateTime';
import { readFlagList } from '../wire/flagList';
import { afterSpace } from '../wire/lexical';
import { readMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';

/** One message of an APPEND: the literal's own bytes, not a copy. */
export interface AppendMessage {
  readonly flags: readonly string[];
  readonly internalDate?: Date;
  readonly source: Buffer;
}

/** APPEND (RFC 9051 §6.3.12), of several messages where the client sends them (RFC 3502 §6.3.11). */
export interface Append {
  readonly mailbox: string;
  readonly messages: readonly AppendMessage[];
}

export const append: CommandForm<Append> = {
  read: (c) => {
    const mailbox = afterSpace(c, readMailbox);
    const messages = [readMessage(c)];
    while (c.peek() === ' ') messages.push(readMessage(c));
    return { mailbox, messages };
  },
  show: ({ messages }) => `APPEND [mailbox] ${messages.map(({ source }) => `{${source.length}}`).join(' ')}`,
};

// append-message = [SP flag-list] [SP date-time] SP append-data             RFC 9051 §9
function readMessage(c: Cursor): AppendMessage {
  c.expect(' ');
  const flags = c.peek() === '(' ? readFlagList(c) : undefined;
  if (flags) c.expect(' ');
  const internalDate = c.peek() === '"' ? readDateTime(c) : undefined;
  if (internalDate) c.expect(' ');
  const source = readData(c);
  return { flags: flags ?? [], source, ...(internalDate && { internalDate }) };
}

// append-data = literal / literal8 / "UTF8" SP "(" literal8 ")"             RFC 9051 §9, RFC 6855 §4
function readData(c: Cursor): Buffer {
  const wrapped = c.take('UTF8 (');
  const literal = c.takeLiteral() ?? c.fail('Expected the message as a literal');
  if (wrapped) c.expect(')');
  // RFC 3516 §4.4: the client that sends a literal8 is told by a code of its own that its bytes will not do
  if (literal.bytes.includes(0))
    throw new ImapError(literal.binary ? 'unknown-cte' : 'cannot', 'The message holds a NUL byte, which no mail may.');
  if (literal.bytes.length === 0) throw new ImapError('cannot', 'The message is empty.');
  return literal.bytes;
}
