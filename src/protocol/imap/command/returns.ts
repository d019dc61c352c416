import { limits } from '../limits';
import type { Cursor } from '../wire/cursor';
import { afterSpace, readKeyword, readList } from '../wire/lexical';
import { readPartialRange } from '../wire/partialRange';
import type { PartialRange } from '../wire/partialRange';
import { readQuietItems } from './fetch';
import type { FetchItem } from './fetch';

const names = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE', 'PARTIAL', 'CONTEXT', 'UPDATE'] as const;
/** What an extended search gives back (RFC 9051 §6.4.4, RFC 9394 §3.1), and what else is asked of it (RFC 5267 §4.2, RFC 5267 §4.3). */
export type SearchReturn = (typeof names)[number];

/** The options of RETURN. */
export interface Returns {
  readonly names: readonly SearchReturn[];
  /** Of PARTIAL. */
  readonly partial?: PartialRange;
  /** Of UPDATE: what to fetch of new results (RFC 5465 §7). */
  readonly items: readonly FetchItem[];
}

/** RETURN () asks for ALL (RFC 4731 §3.1). */
export const returnAll: Returns = { names: ['ALL'], items: [] };

/** Those after which, alone, there is no answer (RFC 5182 §2.1). */
export const silentReturns: readonly SearchReturn[] = ['SAVE', 'CONTEXT'];

/** The list that follows RETURN. */
export function readReturns(c: Cursor): Returns {
  const options = readList(c, limits.listItems, () => readOption(c), true);
  const wanted = options.map(({ name }) => name);
  const partials = options.flatMap(({ partial }) => partial ?? []);
  // RFC 9394 §3.1
  if (partials.length > 1 || (partials.length === 1 && wanted.includes('ALL')))
    c.fail('PARTIAL goes once, without ALL');
  const items = options.flatMap((one) => one.items ?? []);
  // CONTEXT is a hint, and changes nothing of the answer (RFC 5267 §4.2)
  if (wanted.every((name) => name === 'CONTEXT')) return { ...returnAll, names: [...returnAll.names, ...wanted] };
  return { names: wanted, items, ...(partials[0] && { partial: partials[0] }) };
}

interface Option {
  readonly name: SearchReturn;
  readonly partial?: PartialRange;
  readonly items?: readonly FetchItem[];
}

function readOption(c: Cursor): Option {
  const word = readKeyword(c);
  const name = names.find((one) => one === word) ?? c.fail('Unknown RETURN option before this point');
  if (name === 'UPDATE' && c.looksAt(' (')) return { name, items: afterSpace(c, readQuietItems) };
  return { name, ...(name === 'PARTIAL' && { partial: afterSpace(c, readPartialRange) }) };
}

export function showReturns(returns: Returns | undefined): string {
  return returns ? `RETURN (${returns.names.join(' ')}) ` : '';
}
