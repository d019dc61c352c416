import { ImapError } from '../errors';
import { limits } from '../limits';
import { charsetReader } from '../message/charsets';
import type { Cursor } from '../wire/cursor';
import { afterSpace, readAstring } from '../wire/lexical';
import type { CommandForm } from './form';
import { readReturns, showReturns } from './returns';
import type { Returns } from './returns';
import { namesNumbers, readSearchKeys } from './searchKey';
import type { KeyReader, SearchKey } from './searchKey';

/** SEARCH and UID SEARCH (RFC 9051 §6.4.4) */
export interface Search {
  readonly uid: boolean;
  readonly key: SearchKey;
  /** Undefined where the client used no RETURN. */
  readonly returns?: Returns;
}

export function search(uid: boolean): CommandForm<Search> {
  return {
    read: (c) => {
      const options = c.take(' RETURN ') ? readReturns(c) : undefined;
      // unnamed it would be US-ASCII; clients send UTF-8 unasked
      const decode = c.take(' CHARSET') ? readCharset(c) : readerOf('UTF-8');
      const key = readAllKeys(c, decode);
      return { uid, key, ...(options && { returns: options }) };
    },
    numbered: ({ key }) => namesNumbers(key),
    show: ({ key, returns: options }) => `${uid ? 'UID ' : ''}SEARCH ${showReturns(options)}[${showKey(key)}]`,
  };
}

/** What SORT and THREAD look for: a charset, which they must name, and search keys (RFC 5256 §5, search-criteria). */
export function readCriteria(c: Cursor): SearchKey {
  return readAllKeys(c, readCharset(c));
}

function readAllKeys(c: Cursor, decode: KeyReader['decode']): SearchKey {
  return afterSpace(c, () => readSearchKeys(c, { left: limits.searchKeys, decode }));
}

function readCharset(c: Cursor): KeyReader['decode'] {
  return readerOf(afterSpace(c, readAstring).toString('latin1'));
}

function readerOf(charset: string): KeyReader['decode'] {
  const reader = charsetReader(charset);
  if (!reader) throw new ImapError('bad-charset', 'That charset is not known here.');
  return reader;
}

/** The kinds of the keys, without what they look for. */
export function showKey(key: SearchKey): string {
  if (key.kind === 'not') return `not ${showKey(key.key)}`;
  if (key.kind === 'and' || key.kind === 'or') return `${key.kind} of ${key.keys.length}`;
  return key.kind;
}
