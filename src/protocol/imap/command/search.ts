import { ImapError } from '../errors';
import { limits } from '../limits';
import type { Cursor } from '../wire/cursor';
import { afterSpace, readAstring } from '../wire/lexical';
import type { CommandForm } from './form';
import { readReturns, showReturns } from './returns';
import type { Returns } from './returns';
import { namesNumbers, readSearchKeys } from './searchKey';
import type { SearchKey } from './searchKey';

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
      if (c.take(' CHARSET')) checkCharset(afterSpace(c, readAstring).toString('latin1'), options);
      const key = afterSpace(c, readAllKeys);
      return { uid, key, ...(options && { returns: options }) };
    },
    numbered: ({ key }) => namesNumbers(key),
    show: ({ key, returns: options }) => `${uid ? 'UID ' : ''}SEARCH ${showReturns(options)}[${showKey(key)}]`,
  };
}

/** What SORT and THREAD look for: a charset, which they must name, and search keys (RFC 5256 §5, search-criteria). */
export function readCriteria(c: Cursor, returns?: Returns): SearchKey {
  checkCharset(afterSpace(c, readAstring).toString('latin1'), returns);
  return afterSpace(c, readAllKeys);
}

function readAllKeys(c: Cursor): SearchKey {
  return readSearchKeys(c, { left: limits.searchKeys });
}

/** A search that cannot be read, though nothing is wrong with its grammar. */
export class UnknownCharset extends ImapError {
  /** `saves`: whether its result was to be kept as `$`. */
  constructor(readonly saves: boolean) {
    super('bad-charset', 'Searches are read in UTF-8 and US-ASCII only.');
  }
}

function checkCharset(name: string, returns: Returns | undefined): void {
  if (['UTF-8', 'US-ASCII'].includes(name.toUpperCase())) return;
  throw new UnknownCharset(returns?.names.includes('SAVE') ?? false);
}

/** The kinds of the keys, without what they look for. */
export function showKey(key: SearchKey): string {
  if (key.kind === 'not') return `not ${showKey(key.key)}`;
  if (key.kind === 'and' || key.kind === 'or') return `${key.kind} of ${key.keys.length}`;
  return key.kind;
}
