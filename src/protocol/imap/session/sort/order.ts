import { compareMapped } from '../../message/casemap';
import type { SortKey, SortValue } from '../../message/sortKeys';

/** One of the keys of SORT: each turns its own order round, not that of the others (RFC 5256 §3). */
export interface SortCriterion {
  readonly key: SortKey;
  readonly reverse: boolean;
}

/** A message with its values, in the order of the criteria. */
export interface Sortable<T> {
  readonly item: T;
  readonly values: readonly SortValue[];
}

/** Sorted by the first criterion, where that ties by the second, and so on; what ties in all of them stays in its order (RFC 5256 §3). */
export function sortBy<T>(messages: readonly Sortable<T>[], criteria: readonly SortCriterion[]): T[] {
  const signs = criteria.map(({ reverse }) => (reverse ? -1 : 1));
  const compareTexts = messages.some(({ values }) => values.some(isFar)) ? compareMapped : compareNear;
  const compare = (a: Sortable<T>, b: Sortable<T>): number => {
    for (let i = 0; i < signs.length; i++) {
      const one = a.values[i] ?? 0;
      const other = b.values[i] ?? 0;
      if (one === other) continue;
      const numbers = typeof one === 'number' && typeof other === 'number';
      const order = numbers ? one - other : compareTexts(String(one), String(other));
      return (signs[i] ?? 1) * order;
    }
    return 0;
  };
  return [...messages].sort(compare).map(({ item }) => item);
}

/** Whether a text has characters that UTF-16 orders otherwise than UTF-8: surrogates, and those above them. */
function isFar(value: SortValue): boolean {
  return typeof value === 'string' && /[\ud800-\uffff]/.test(value);
}

/** As `compareMapped`, for all others: the engine's own order is ten times as fast. */
function compareNear(a: string, b: string): number {
  return a < b ? -1 : 1;
}
