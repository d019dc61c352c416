import { limits } from '../limits';
import type { SortKey } from '../message/sortKeys';
import type { SortCriterion } from '../session/sort/order';
import type { Cursor } from '../wire/cursor';
import { readKeyword, readList } from '../wire/lexical';
import type { CommandForm } from './form';
import { readReturns, showReturns } from './returns';
import type { Returns } from './returns';
import { readCriteria, showKey } from './search';
import { namesNumbers } from './searchKey';
import type { SearchKey } from './searchKey';

/** SORT and UID SORT (RFC 5256 §3, RFC 5267 §3) */
export interface Sort {
  readonly uid: boolean;
  readonly criteria: readonly SortCriterion[];
  readonly key: SearchKey;
  /** Undefined where the client used no RETURN. */
  readonly returns?: Returns;
}

const keys: readonly SortKey[] = ['ARRIVAL', 'CC', 'DATE', 'DISPLAYFROM', 'DISPLAYTO', 'FROM', 'SIZE', 'SUBJECT', 'TO'];

export function sort(uid: boolean): CommandForm<Sort> {
  return {
    read: (c) => {
      const returns = c.take(' RETURN ') ? readReturns(c) : undefined;
      c.expect(' ');
      const criteria = readList(c, limits.sortKeys, () => readCriterion(c));
      return { uid, criteria, key: readCriteria(c), ...(returns && { returns }) };
    },
    numbered: ({ key }) => namesNumbers(key),
    show: ({ criteria, key, returns }) =>
      `${uid ? 'UID ' : ''}SORT ${showReturns(returns)}(${criteria.map(show).join(' ')}) [${showKey(key)}]`,
  };
}

// sort-criterion = ["REVERSE" SP] sort-key                                  RFC 5256 §5
function readCriterion(c: Cursor): SortCriterion {
  const reverse = c.take('REVERSE ');
  const word = readKeyword(c);
  const key = keys.find((name) => name === word) ?? c.fail('Unknown sort key before this point');
  return { key, reverse };
}

function show({ key, reverse }: SortCriterion): string {
  return reverse ? `REVERSE ${key}` : key;
}
