import type { Uid } from './ids';

/**
 * A list of UIDs as SQL takes it: a JSON array of [first, last], ascending. "1:*" of a large mailbox is a few ranges, where
 * a list would be as long as the mailbox.
 */
export function uidRanges(uids: readonly Uid[]): string {
  const ranges: [number, number][] = [];
  for (const uid of isAscending(uids) ? uids : [...uids].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && uid <= last[1] + 1) last[1] = uid;
    else ranges.push([uid, uid]);
  }
  return JSON.stringify(ranges);
}

/** The same UIDs ascending, each once. */
export function inOrder(uids: readonly Uid[]): readonly Uid[] {
  const rises = uids.every((uid, i) => i === 0 || (uids[i - 1] ?? 0) < uid);
  return rises ? uids : [...new Set(uids)].sort((a, b) => a - b);
}

function isAscending(uids: readonly Uid[]): boolean {
  return uids.every((uid, i) => i === 0 || (uids[i - 1] ?? 0) <= uid);
}

/** The rows of `message` (as m) in a mailbox and such a list: two parameters, the ranges and the mailbox. CROSS keeps this order of loops. */
export const messagesInRanges = `json_each(?) AS range CROSS JOIN message AS m
  ON m.mailbox_id = ? AND m.uid BETWEEN range.value ->> 0 AND range.value ->> 1`;

/** Sorts rows by UID, in place. They come almost or quite so: this is cheaper than SQLite's sorter, which would copy every column. */
export function ascending<R extends { readonly uid: Uid }>(rows: R[]): R[] {
  return rows.sort((a, b) => a.uid - b.uid);
}
