/** The index of the first item whose key is `least` or above, in a list that rises by key; the list's length where there is none. */
export function indexFrom<T>(list: ArrayLike<T>, keyOf: (item: T) => number, least: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    // in range: low <= middle < high
    if (keyOf(list[middle] as T) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
