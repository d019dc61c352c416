import type { Belief, Known } from './belief';
import { checkFollowed, isFollowed } from './following';
import { boxById } from './world';
import { same } from './same';
import type { Box, Message, World } from './world';

// What must be so after each command.

/** What has been told: everything, or all but that messages have gone. */
export type Tells = 'arrivals' | 'all';

/** The store holds what the command should have made of it. */
export function checkWorld(before: World, expected: World, found: World): void {
  const bodies = new Set([...before.values()].flatMap(({ messages }) => messages.map(({ body }) => body)));
  const written = (world: World) =>
    Object.fromEntries([...world].sort().map(([name, box]) => [name, writeBox(box, found.get(name) ?? box)]));
  same(written(found), written(expected));
  for (const [name, box] of found) {
    const wanted = expected.get(name);
    const fresh = box.messages.filter((_, i) => wanted?.messages[i]?.body === undefined);
    same(
      fresh.filter(({ body }) => bodies.has(body)),
      [],
    );
    checkLog(boxById(before, box.id), wanted, box);
    checkCounts(box);
  }
}

/** What was not foreseen, ids of what is new, is taken from what was found. */
function writeBox({ id, uidNext, messages }: Box, found: Box) {
  const bodyAt = ({ body }: Message, i: number) => body ?? found.messages[i]?.body;
  const lines = messages.map((one, i) => `${one.uid} (${one.flags.join(' ')}) body ${bodyAt(one, i) ?? '?'}`);
  return { id: id ?? found.id, uidNext, messages: lines };
}

/** A change takes a mod-sequence above all before; what did not change keeps its own (RFC 7162 §3.1). */
function checkLog(before: Box | undefined, wanted: Box | undefined, found: Box): void {
  const floor = before?.highestModSeq ?? 0;
  same(Math.max(found.highestModSeq, floor), found.highestModSeq);
  found.messages.forEach(({ uid, modSeq = 0 }, i) => {
    const kept = wanted?.messages[i]?.modSeq;
    const state = modSeq > found.highestModSeq ? 'above the highest' : modSeq > floor ? 'new' : modSeq;
    same(`${uid}: ${state}`, `${uid}: ${kept ?? 'new'}`);
  });
}

/** The numbers of STATUS are those of the rows. */
function checkCounts({ counts, messages }: Box): void {
  const without = (flag: string) => messages.filter(({ flags }) => !flags.includes(flag)).length;
  const [unseen, deleted] = [without('\\Seen'), messages.length - without('\\Deleted')];
  same({ ...counts, size: 0 }, { messages: messages.length, unseen, deleted, size: 0 });
}

/** What the client believes of its open mailbox is what the store holds, as far as it can have been told. */
export function checkBelief(belief: Belief, world: World, tells: Tells): void {
  const messages = boxById(world, belief.box)?.messages ?? [];
  recognise(belief.messages, messages);
  const there = new Map(messages.map((one) => [one.uid, one]));
  if (tells === 'all')
    same(
      belief.messages.map(({ actual }) => actual),
      messages.map(({ uid }) => uid),
    );
  if (tells === 'arrivals')
    same(
      belief.messages.flatMap(({ actual = 0 }) => (there.has(actual) ? actual : [])),
      messages.map(({ uid }) => uid),
    );
  for (const known of belief.messages) {
    same(`UID ${known.uid ?? known.actual}`, `UID ${known.actual}`);
    const message = there.get(known.actual ?? 0);
    if (message) same(showKnown(known), showAs(known, message));
  }
  checkFollowed(belief, boxById(world, belief.box));
}

/** Messages the client has only counted are those that follow the last one it knows. */
function recognise(known: readonly Known[], messages: readonly Message[]): void {
  const last = known.reduce((most, { actual = 0 }) => Math.max(most, actual), 0);
  const arrived = messages.filter(({ uid }) => uid > last)[Symbol.iterator]();
  for (const one of known) {
    one.actual ??= arrived.next().value?.uid;
    if (one.actual === undefined) throw new Error('the client counts more messages than there are');
  }
}

/** Whether the client counts messages that came and went between two looks at the store: which they were it alone is told. */
export function countsGone(belief: Belief, world: World): boolean {
  const { messages } = belief;
  const last = messages.reduce((most, { actual = 0 }) => Math.max(most, actual), 0);
  const arrived = boxById(world, belief.box)?.messages.filter(({ uid }) => uid > last) ?? [];
  return messages.filter(({ actual }) => actual === undefined).length > arrived.length;
}

function showKnown({ actual, flags, modSeq }: Known): string {
  return `UID ${actual} FLAGS (${flags?.join(' ') ?? '?'}) MODSEQ (${modSeq ?? '?'})`;
}

function showAs({ flags, modSeq }: Known, message: Message): string {
  const shown = { flags: flags && message.flags, modSeq: modSeq === undefined ? undefined : message.modSeq };
  return showKnown({ ...shown, actual: message.uid, uid: undefined, told: 0, due: false });
}

/** Whether a client that listens has heard everything by now, or with `delayed` all but that messages have gone. */
export function isUpToDate(belief: Belief, world: World, delayed = false): boolean {
  const messages = boxById(world, belief.box)?.messages ?? [];
  const last = belief.messages.reduce((most, { actual = 0 }) => Math.max(most, actual), 0);
  const arrived = messages.filter(({ uid }) => uid > last).map(({ uid }) => uid);
  const there = new Map(messages.map((one) => [one.uid, one]));
  const all = belief.messages.map((known) => ({ known, uid: known.actual ?? arrived.shift() }));
  const left = delayed ? all.filter(({ uid }) => uid === undefined || there.has(uid)) : all;
  if (left.map(({ uid }) => uid).join() !== [...there.keys()].join()) return false;
  const settled = left.every(({ known, uid = 0 }) => {
    const message = there.get(uid);
    if (known.due && (known.uid === undefined || !known.flags)) return false;
    return message && showKnown({ ...known, actual: uid }) === showAs(known, message);
  });
  if (!settled) return false;
  recognise(belief.messages, messages);
  return isFollowed(belief, boxById(world, belief.box));
}
