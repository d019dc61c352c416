import { limits } from '../limits';
import type { EnvelopeField } from '../message/searchText';
import type { Cursor } from '../wire/cursor';
import { readDate } from '../wire/dateTime';
import type { Day } from '../wire/dateTime';
import { afterSpace, readAstring, readAtom, readModSeq, readNumber64, readPositive, readQuoted } from '../wire/lexical';
import { readSequenceSet } from '../wire/sequenceSet';
import type { SequenceSet } from '../wire/sequenceSet';

/** A condition on a message (RFC 9051 §6.4.4). Texts are Unicode. */
export type SearchKey =
  | { readonly kind: 'all' }
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'sequence'; readonly set: SequenceSet; readonly uid: boolean }
  | { readonly kind: 'modseq'; readonly least: number }
  | { readonly kind: 'arrived' | 'sent'; readonly when: 'before' | 'on' | 'since'; readonly day: Day }
  | { readonly kind: 'saved'; readonly when: 'before' | 'on' | 'since'; readonly day: Day }
  | { readonly kind: 'email-id'; readonly id: string }
  | { readonly kind: 'age'; readonly older: boolean; readonly seconds: number }
  | { readonly kind: 'larger' | 'smaller'; readonly bytes: number }
  | { readonly kind: 'envelope'; readonly field: EnvelopeField; readonly text: string }
  | { readonly kind: 'header'; readonly name: string; readonly text: string }
  | { readonly kind: 'text'; readonly part: 'TEXT' | 'BODY'; readonly text: string }
  | { readonly kind: 'not'; readonly key: SearchKey }
  | { readonly kind: 'and' | 'or'; readonly keys: readonly SearchKey[] };

/** What the keys of one command share. */
export interface KeyReader {
  /** So many keys more there may be. */
  left: number;
  /** Reads a text in the charset that the command names. */
  readonly decode: (bytes: Buffer) => string;
}

const not = (key: SearchKey): SearchKey => ({ kind: 'not', key });
const flag = (name: string): SearchKey => ({ kind: 'flag', flag: name });
const all: SearchKey = { kind: 'all' };

const words: Record<string, SearchKey> = {
  ALL: all,
  ANSWERED: flag('\\Answered'),
  DELETED: flag('\\Deleted'),
  DRAFT: flag('\\Draft'),
  FLAGGED: flag('\\Flagged'),
  SEEN: flag('\\Seen'),
  UNANSWERED: not(flag('\\Answered')),
  UNDELETED: not(flag('\\Deleted')),
  UNDRAFT: not(flag('\\Draft')),
  UNFLAGGED: not(flag('\\Flagged')),
  UNSEEN: not(flag('\\Seen')),
  // No message is ever \Recent here (RFC 3501 §2.3.2), so none is new and all are old.
  RECENT: not(all),
  NEW: not(all),
  OLD: all,
  // RFC 8514 §4.3
  SAVEDATESUPPORTED: all,
};

const text = (c: Cursor, { decode }: KeyReader): string => decode(afterSpace(c, readAstring));
/** What ENVELOPE has of a field; without a text, whether the field is there at all. */
const envelope =
  (field: EnvelopeField) =>
  (c: Cursor, reader: KeyReader): SearchKey => {
    const wanted = text(c, reader);
    return wanted === '' ? { kind: 'header', name: field, text: '' } : { kind: 'envelope', field, text: wanted };
  };
const date =
  (kind: 'arrived' | 'sent' | 'saved', when: 'before' | 'on' | 'since') =>
  (c: Cursor): SearchKey => ({ kind, when, day: afterSpace(c, readDate) });
const keyword = (c: Cursor): SearchKey => flag(afterSpace(c, readAtom));

const withArgument: Record<string, (c: Cursor, reader: KeyReader) => SearchKey> = {
  BCC: envelope('bcc'),
  CC: envelope('cc'),
  FROM: envelope('from'),
  SUBJECT: envelope('subject'),
  TO: envelope('to'),
  HEADER: (c, reader) => ({ kind: 'header', name: text(c, reader), text: text(c, reader) }),
  BODY: (c, reader) => ({ kind: 'text', part: 'BODY', text: text(c, reader) }),
  TEXT: (c, reader) => ({ kind: 'text', part: 'TEXT', text: text(c, reader) }),
  KEYWORD: keyword,
  UNKEYWORD: (c) => not(keyword(c)),
  BEFORE: date('arrived', 'before'),
  ON: date('arrived', 'on'),
  SINCE: date('arrived', 'since'),
  SENTBEFORE: date('sent', 'before'),
  SENTON: date('sent', 'on'),
  SENTSINCE: date('sent', 'since'),
  SAVEDBEFORE: date('saved', 'before'),
  SAVEDON: date('saved', 'on'),
  SAVEDSINCE: date('saved', 'since'),
  LARGER: (c) => ({ kind: 'larger', bytes: afterSpace(c, readNumber64) }),
  SMALLER: (c) => ({ kind: 'smaller', bytes: afterSpace(c, readNumber64) }),
  // RFC 5032 §2
  OLDER: (c) => ({ kind: 'age', older: true, seconds: afterSpace(c, readPositive) }),
  YOUNGER: (c) => ({ kind: 'age', older: false, seconds: afterSpace(c, readPositive) }),
  // RFC 8474 §6; no message has a THREADID
  EMAILID: (c) => ({ kind: 'email-id', id: afterSpace(c, readAtom) }),
  THREADID: (c) => (afterSpace(c, readAtom), not(all)),
  UID: (c) => ({ kind: 'sequence', uid: true, set: afterSpace(c, readSequenceSet) }),
  MODSEQ: readModSeqKey,
  NOT: (c, reader) => not(afterSpace(c, () => readSearchKey(c, reader))),
  OR: readOr,
};

/** Whether a search names messages by their sequence numbers: `$` holds UIDs. */
export function namesNumbers(key: SearchKey): boolean {
  if (key.kind === 'not') return namesNumbers(key.key);
  if (key.kind === 'and' || key.kind === 'or') return key.keys.some(namesNumbers);
  return key.kind === 'sequence' && !key.uid && key.set !== '$';
}

/** One search-key (RFC 9051 §9). */
export function readSearchKey(c: Cursor, reader: KeyReader): SearchKey {
  if (--reader.left < 0) c.fail('Too many search keys');
  return c.nested(limits.nesting, () => readOne(c, reader));
}

/** Keys divided by spaces: all must hold. */
export function readSearchKeys(c: Cursor, reader: KeyReader): SearchKey {
  const keys = [readSearchKey(c, reader)];
  while (c.take(' ')) keys.push(readSearchKey(c, reader));
  return keys.length === 1 && keys[0] ? keys[0] : { kind: 'and', keys };
}

function readOne(c: Cursor, reader: KeyReader): SearchKey {
  if (c.take('(')) {
    const keys = readSearchKeys(c, reader);
    c.expect(')');
    return keys;
  }
  if (/[0-9*$]/.test(c.peek())) return { kind: 'sequence', uid: false, set: readSequenceSet(c) };
  const word = readAtom(c).toUpperCase();
  const plain = Object.hasOwn(words, word) ? words[word] : undefined;
  if (plain) return plain;
  const read = Object.hasOwn(withArgument, word) ? withArgument[word] : undefined;
  return read ? read(c, reader) : c.fail('Unknown search key before this point');
}

/** Clients write long chains, `OR a OR b OR c d`: read in a loop, not inside each other. */
function readOr(c: Cursor, reader: KeyReader): SearchKey {
  const keys: SearchKey[] = [];
  do {
    c.expect(' ');
    keys.push(readSearchKey(c, reader));
    c.expect(' ');
  } while (c.looksAt('OR ') && c.take('OR'));
  keys.push(readSearchKey(c, reader));
  return { kind: 'or', keys };
}

// search-modsequence = "MODSEQ" [search-modseq-ext] SP mod-sequence-valzer     RFC 7162 §7
function readModSeqKey(c: Cursor): SearchKey {
  if (c.looksAt(' "')) {
    afterSpace(c, readQuoted);
    afterSpace(c, readAtom);
  }
  return { kind: 'modseq', least: afterSpace(c, readModSeq) };
}
