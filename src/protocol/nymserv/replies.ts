import { asBuffer, LF } from '../../base/bytes';
import { limits } from './limits';
import type { Settings } from './settings';
import { readSettings } from './settings';

/** What arrived for a nym, told by how it begins (nymserv.md §6). Addresses and subjects are as the server wrote them. */
export type Reply =
  | { readonly kind: 'mail'; readonly mboxBytes: number }
  | ({ readonly kind: 'receipt' } & Receipt)
  | { readonly kind: 'created'; readonly address: string; readonly settings: Settings }
  | { readonly kind: 'changed'; readonly address: string; readonly settings: Settings }
  | { readonly kind: 'deleted'; readonly address: string }
  | { readonly kind: 'duplicate'; readonly address: string; readonly keyId: string }
  | { readonly kind: 'reserved'; readonly address: string; readonly keyId: string }
  | { readonly kind: 'no-recipient'; readonly address: string; readonly subject: string }
  | { readonly kind: 'page'; readonly mboxBytes: number }
  | { readonly kind: 'unrecognised' };

export type ReplyKind = Reply['kind'];

/** The server tried to send a letter: not that anybody took it (nymserv.md §4). */
export interface Receipt {
  /** Bytes of a leading mbox `From ` line with its line end, which is no part of the message; 0 where there is none. */
  readonly mboxBytes: number;
  /** The letter's `To` and `Cc`, unfolded. */
  readonly to: string;
  readonly cc?: string;
  readonly subject: string;
  /** With its angle brackets. */
  readonly messageId: string;
}

/** Which kinds begin with header fields of their own; for the others the reader has to make some. */
export const kindsWithHeader: readonly ReplyKind[] = ['mail', 'receipt', 'page'];

/** Tells apart what the innermost layer of an article holds. Any bytes will do; never throws. */
export function readReply(plaintext: Uint8Array): Reply {
  const bytes = asBuffer(plaintext);
  const mboxBytes = mboxLine(bytes);
  const text = bytes.toString('utf8', mboxBytes, mboxBytes + limits.replyTextBytes).replaceAll('\r\n', '\n');
  return readNotice(text) ?? readReceipt(text, mboxBytes) ?? readMessage(text, mboxBytes);
}

/** A plaintext without the mbox line in front of it: the same memory. */
export function messageIn(plaintext: Uint8Array, reply: Reply): Buffer {
  return asBuffer(plaintext).subarray('mboxBytes' in reply ? reply.mboxBytes : 0);
}

type Reader = (text: string) => Reply;

/** How each notice begins, and what is read from it. */
const notices: readonly (readonly [RegExp, Reader])[] = [
  [/^Congratulations!\n/, (text) => withSettings('created', text)],
  [/^Nym Modification Successful\n/, (text) => withSettings('changed', text)],
  [
    /^Nym Deletion in progress!\n/,
    (text) => ({ kind: 'deleted', address: between(text, 'Your nym ', ' is now being deleted') }),
  ],
  [
    /^Error - Duplicate Nym Address /,
    (text) => ({ kind: 'duplicate', address: between(text, 'Nym Address ', '.\n'), keyId: keyOf(text) }),
  ],
  [
    /^Error - \S{1,320} is a reserved Nym\./,
    (text) => ({ kind: 'reserved', address: between(text, 'Error - ', ' is a reserved'), keyId: keyOf(text) }),
  ],
  [
    /^Error: Message not sent\n/,
    (text) => ({
      kind: 'no-recipient',
      address: between(text, ' from your nym ', ' failed'),
      subject: between(text, 'The Subject of the message was: ', '\n'),
    }),
  ],
];

function readNotice(text: string): Reply | undefined {
  return notices.find(([start]) => start.test(text))?.[1](text);
}

function withSettings(kind: 'created' | 'changed', text: string): Reply {
  const settings = readSettings(text);
  return { kind, address: settings.address ?? between(text, 'pseudonym ', '.\n'), settings };
}

const receiptSubject = 'Subject: Delivery Notification for ';

/**
 * A receipt: exactly the fields the server makes, in its order. A mail from outside cannot look like one, for the
 * server's MTA puts its trace fields first (RFC 5321 §4.4).
 */
function readReceipt(text: string, mboxBytes: number): Reply | undefined {
  const [from, to, about, date, blank, ...body] = unfold(text).split('\n');
  if (!from?.startsWith('From: send@') || !to?.startsWith('To: ') || !date?.startsWith('Date: ')) return undefined;
  if (!about?.startsWith(receiptSubject) || blank !== '') return undefined;
  const after = (start: string) => body.find((line) => line.startsWith(start))?.slice(start.length);
  const cc = after('It was copied to ');
  return {
    kind: 'receipt',
    mboxBytes,
    to: about.slice(receiptSubject.length),
    ...(cc === undefined ? {} : { cc }),
    subject: after('The Subject was: ') ?? '',
    messageId: after('The Message-ID was: ')?.trim() ?? '',
  };
}

function readMessage(text: string, mboxBytes: number): Reply {
  const end = text.indexOf('\n\n');
  const fields = unfold(end < 0 ? text : text.slice(0, end)).split('\n');
  if (!/^[!-9;-~]{1,100}:/.test(fields[0] ?? '')) return { kind: 'unrecognised' };
  const isPage =
    fields.includes('Subject: Nym Retrieval') &&
    fields.some((field) => field.startsWith('From: url@')) &&
    !fields.some((field) => /^received:/i.test(field));
  return { kind: isPage ? 'page' : 'mail', mboxBytes };
}

function mboxLine(bytes: Buffer): number {
  return bytes.toString('latin1', 0, 5) === 'From ' ? bytes.indexOf(LF) + 1 : 0;
}

/** RFC 5322 §2.2.3, for texts of known size: every line that begins with white space joins the one before. */
function unfold(text: string): string {
  return text.replace(/\n[ \t]/g, ' ');
}

function keyOf(text: string): string {
  return between(text, '\nThe key ', ' will now be deleted');
}

/** The text between two markers, or '' where one is missing. */
function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  const to = from < 0 ? -1 : text.indexOf(end, from + start.length);
  return to < 0 ? '' : text.slice(from + start.length, to);
}
