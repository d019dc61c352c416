import type { Belief, Known } from './belief';
import { readSet } from './client';
import { same } from './same';
import type { Box, Message } from './world';

// Results of searches that a client is kept up to date with (RFC 5267 §4.3), as it makes them of what it is told.

/** Whether a search finds a message; `last`: whether it is the last one that the client knows. */
export type Matches = (one: Message, last: boolean) => boolean;

/** One search. */
export interface Followed {
  /** undefined until its command is answered. */
  tag: string | undefined;
  readonly uid: boolean;
  /** While its CANCELUPDATE is not answered: the server may tell of it, or not. */
  ended: boolean;
  readonly matches: Matches;
  /** undefined: in the order of the mailbox. */
  readonly before: ((a: Message, b: Message) => number) | undefined;
  /** What the client holds: UIDs, or the messages themselves in place of numbers that move with them. */
  readonly held: (number | Known)[];
}

/** Takes in an ESEARCH; throws where it does not fit to what the client holds. */
export function follow(belief: Belief, response: string): void {
  const [, tag = '', items = ''] = /^\* ESEARCH \(TAG "(\w+)"\)(?: UID)?(.*)/.exec(response) ?? [];
  const runs = [...items.matchAll(/ (ADDTO|REMOVEFROM) \(([^)]*)\)/g)];
  const first = [...belief.followed].find((one) => one.tag === undefined);
  if (runs.length === 0) {
    if (first) begin(belief, first, tag, / ALL (\S+)/.exec(items)?.[1] ?? '');
    return;
  }
  const followed = [...belief.followed].find((one) => one.tag === tag);
  if (followed?.ended === true) return;
  if (!followed) throw new Error(`told of a search that nobody follows: ${response}`);
  for (const [, word, list = ''] of runs) {
    const words = list.split(' ');
    for (let i = 0; i < words.length; i += 2) {
      const some = readSet(words[i + 1] ?? '').map((number) => meant(belief, followed, number));
      (word === 'ADDTO' ? add : take)(followed, Number(words[i]), some, belief);
    }
  }
}

function begin(belief: Belief, followed: Followed, tag: string, set: string): void {
  followed.tag = tag;
  followed.held.push(...readSet(set).map((number) => meant(belief, followed, number)));
}

function meant({ messages }: Belief, { uid }: Followed, number: number): number | Known {
  const one = uid ? number : messages[number - 1];
  if (one === undefined) throw new Error(`a result is number ${number} of ${messages.length}`);
  return one;
}

/** At a position one after the other; each where it belongs at position 0 (RFC 5267 §4.3.3). */
function add({ held, before, uid }: Followed, position: number, some: (number | Known)[], { messages }: Belief): void {
  same(some.filter((one) => held.includes(one)), []); // prettier-ignore
  same(position > 0, before !== undefined);
  const placeOf = (one: number | Known) => (typeof one === 'number' ? one : messages.indexOf(one));
  if (before && position - 1 > held.length) throw new Error(`ADDTO ${position} of ${held.length} results`);
  held.splice(before ? position - 1 : held.length, 0, ...some);
  if (!before) held.sort((a, b) => placeOf(a) - placeOf(b));
  if (!uid && held.some((one) => placeOf(one) < 0)) throw new Error('a result is no message');
}

function take({ held, before }: Followed, position: number, some: (number | Known)[]): void {
  same(position > 0, before !== undefined);
  same(some.filter((one) => !held.includes(one)), []); // prettier-ignore
  if (before) same(held.slice(position - 1, position - 1 + some.length), some);
  for (const one of some) held.splice(held.indexOf(one), 1);
}

/** No message may go that is still a result (RFC 5267 §4.3.4). */
export function mustNotGo({ followed }: Belief, known: Known | undefined): void {
  for (const { held, tag, ended } of followed)
    if (!ended && held.some((one) => one === known || (known?.actual !== undefined && one === known.actual)))
      throw new Error(`a message goes that is a result of ${tag ?? '?'}`);
}

/** What the client holds is what a search would find now, of the messages that it knows. */
export function checkFollowed(belief: Belief, box: Box | undefined): void {
  for (const followed of belief.followed) same(written(followed, uidsHeld(followed)), written(followed, found(belief, followed, box))); // prettier-ignore
}

export function isFollowed(belief: Belief, box: Box | undefined): boolean {
  return [...belief.followed].every((one) => uidsHeld(one).join() === found(belief, one, box).join());
}

function written({ tag }: Followed, uids: readonly (number | undefined)[]): string {
  return `results of ${tag ?? '?'}: ${uids.join()}`;
}

function uidsHeld({ held }: Followed): (number | undefined)[] {
  return held.map((one) => (typeof one === 'number' ? one : one.actual));
}

function found({ messages }: Belief, { matches, before }: Followed, box: Box | undefined): number[] {
  const there = new Map(box?.messages.map((one) => [one.uid, one]));
  const known = messages.flatMap(({ actual = 0 }, i) => {
    const message = there.get(actual);
    return message && matches(message, i === messages.length - 1) ? [message] : [];
  });
  return (before ? known.sort(before) : known).map(({ uid }) => uid);
}
