import { indexFrom } from '../../../../base/sorted';
import type { Mailbox } from '../../backend';
import type { Chosen } from '../choose';
import { withKeys } from '../keys';
import { sortBy } from './order';
import type { SortCriterion } from './order';

/** The order that a client has asked for last in a mailbox it has open. */
interface Order {
  readonly criteria: string;
  /** Of the messages that were sorted, ascending. */
  readonly uids: Uint32Array;
  /** Their places in `uids`, in the order asked for. */
  readonly places: Uint32Array;
}

/** What a message is sorted by never changes, and ties go by UID: a part of what was sorted once is in the same order. */
const lastOrders = new WeakMap<Mailbox, Order>();

/** Messages in the order asked for, without those that others have removed meanwhile. `found` is in the order of the mailbox. */
export async function sortFound(
  mailbox: Mailbox,
  found: readonly Chosen[],
  criteria: readonly SortCriterion[],
): Promise<Chosen[]> {
  const text = criteria.map(({ key, reverse }) => `${reverse ? '-' : '+'}${key}`).join('');
  const last = lastOrders.get(mailbox);
  const known = last?.criteria === text ? inOrder(found, last) : undefined;
  if (known) return known;
  const keys = criteria.map(({ key }) => key);
  const sorted = sortBy(await withKeys(mailbox, found, keys), criteria);
  lastOrders.set(mailbox, orderOf(text, sorted));
  return sorted;
}

function orderOf(criteria: string, sorted: readonly Chosen[]): Order {
  const uids = Uint32Array.from(sorted, ({ uid }) => uid).sort();
  return { criteria, uids, places: Uint32Array.from(sorted, ({ uid }) => indexFrom(uids, itself, uid)) };
}

const itself = (uid: number) => uid;

/** Undefined where one of them was not there when that order was made. Both lists ascend: a map of a large mailbox takes longer than the sorting. */
function inOrder(found: readonly Chosen[], { uids, places }: Order): Chosen[] | undefined {
  /** By place: which of `found` it is, counted from 1. */
  const which = new Uint32Array(uids.length);
  let place = 0;
  for (const [i, { uid }] of found.entries()) {
    while (place < uids.length && (uids[place] ?? 0) < uid) place++;
    if (uids[place] !== uid) return undefined;
    which[place] = i + 1;
  }
  const sorted: Chosen[] = [];
  for (const at of places) {
    const one = found[(which[at] ?? 0) - 1];
    if (one) sorted.push(one);
  }
  return sorted;
}
