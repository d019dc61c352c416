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
  return [...messages].sort((a, b) => compareAll(a.values, b.values, signs)).map(({ item }) => item);
}

function compareAll(a: readonly SortValue[], b: readonly SortValue[], signs: readonly number[]): number {
  for (const [i, sign] of signs.entries()) {
    const order = compareValues(a[i] ?? 0, b[i] ?? 0);
    if (order !== 0) return sign * order;
  }
  return 0;
}

function compareValues(a: SortValue, b: SortValue): number {
  return typeof a === 'number' || typeof b === 'number' ? Number(a) - Number(b) : compareMapped(a, b);
}
