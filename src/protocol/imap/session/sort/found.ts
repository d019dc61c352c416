import type { Mailbox } from '../../backend';
import type { Chosen } from '../choose';
import { withKeys } from '../keys';
import { sortBy } from './order';
import type { SortCriterion } from './order';

/** The order that a client has asked for last in a mailbox it has open. */
interface Order {
  readonly criteria: string;
  readonly uids: Uint32Array;
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
  const known = last?.criteria === text ? inOrder(found, last.uids) : undefined;
  if (known) return known;
  const keys = criteria.map(({ key }) => key);
  const sorted = sortBy(await withKeys(mailbox, found, keys), criteria);
  lastOrders.set(mailbox, { criteria: text, uids: Uint32Array.from(sorted, ({ message }) => message.uid) });
  return sorted;
}

/** Undefined where one of them was not there when that order was made. */
function inOrder(found: readonly Chosen[], uids: Uint32Array): Chosen[] | undefined {
  if (found.length > uids.length) return undefined;
  const byUid = new Map<number, Chosen>(found.map((one) => [one.message.uid, one]));
  const sorted: Chosen[] = [];
  for (const uid of uids) {
    const one = byUid.get(uid);
    if (one) sorted.push(one);
  }
  return sorted.length === found.length ? sorted : undefined;
}
