import { readSet } from './client';
import { follow, mustNotGo } from './following';
import type { Followed } from './following';

// What a client that follows the RFC has made of everything it was told.

/** One message, by what the client knows; undefined where it was never told. */
export interface Known {
  uid: number | undefined;
  flags: readonly string[] | undefined;
  modSeq: number | undefined;
  /** How often it was told the flags. */
  told: number;
  /** Whether its UID and flags have to come by themselves. */
  readonly due: boolean;
  /** Which message it is: known to the watcher, not to the client. */
  actual: number | undefined;
}

/** The open mailbox. */
export interface Belief {
  /** The store's row that was opened: it stays when the mailbox is renamed. */
  readonly box: number | undefined;
  readonly readOnly: boolean;
  /** Whether removals come by UID: as VANISHED, not as EXPUNGE (RFC 7162 §3.2.10). */
  readonly byUid: boolean;
  /** UIDs that a SELECT said to have gone before. */
  readonly earlier: Set<number>;
  /** By sequence number less one. */
  readonly messages: Known[];
  /** Of the SELECT. */
  readonly codes: Map<string, number>;
  /** Searches whose results the client is kept up to date with. */
  readonly followed: Set<Followed>;
  /** While a command by sequence numbers runs, none may move (RFC 9051 §7.5.1). */
  numbered: boolean;
  /** Until the SELECT, or the NOTIFY, is answered: what comes before is told as ever. */
  opening: boolean;
}

export function openBelief(box: number | undefined, readOnly: boolean, byUid: boolean): Belief {
  return {
    box,
    readOnly,
    byUid,
    earlier: new Set(),
    messages: [],
    codes: new Map(),
    followed: new Set(),
    numbered: false,
    opening: true,
  };
}

/**
 * Takes in an untagged response, `withItems` where UID and flags of new messages come with them; throws where a client would be confused.
 * `uidsThere`: what the store holds of the open mailbox now, ascending.
 */
export function believe(
  belief: Belief,
  response: string,
  withItems: boolean,
  uidsThere: () => readonly number[],
): void {
  const [, number = '', word = ''] = /^\* (\d+) (EXISTS|EXPUNGE|FETCH)/.exec(response) ?? [];
  const n = Number(number);
  if (word === 'EXISTS') exists(belief, n, withItems && !belief.opening);
  else if (word === 'EXPUNGE') expunge(belief, n);
  else if (word === 'FETCH') fetched(at(belief, n, response), response);
  const [, before, set] = /^\* VANISHED (\(EARLIER\) )?(\S+)/.exec(response) ?? [];
  if (set !== undefined && before !== undefined) for (const uid of readSet(set)) belief.earlier.add(uid);
  else if (set !== undefined) vanished(belief, readSet(set), uidsThere);
  if (response.startsWith('* ESEARCH ')) follow(belief, response);
  const code = /^\* OK \[(UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ) (\d+)\]/.exec(response);
  if (code) belief.codes.set(code[1] ?? '', Number(code[2]));
}

function exists({ messages }: Belief, count: number, due: boolean): void {
  if (count < messages.length)
    throw new Error(`told of ${count} messages, and of no EXPUNGE, after ${messages.length}`);
  while (messages.length < count)
    messages.push({ uid: undefined, flags: undefined, modSeq: undefined, told: 0, due, actual: undefined });
}

function expunge(belief: Belief, number: number): void {
  at(belief, number, 'EXPUNGE');
  goes(belief, 'EXPUNGE', false);
  mustNotGo(belief, belief.messages[number - 1]);
  belief.messages.splice(number - 1, 1);
}

/** A message whose UID nobody has told the client was counted only: it does not know which of them has gone, but the watcher does. */
function vanished(belief: Belief, uids: readonly number[], uidsThere: () => readonly number[]): void {
  goes(belief, 'VANISHED', true);
  const { messages } = belief;
  const known = messages.map(uidOf);
  const places = uids.every((uid) => known.includes(uid)) ? known : guessed(known, [...uidsThere(), ...uids]);
  for (const uid of uids) {
    const place = places.includes(uid) ? places.indexOf(uid) : places.indexOf(undefined);
    if (place < 0) throw new Error(`VANISHED ${uid}, which was never told of`);
    mustNotGo(belief, messages[place]);
    messages.splice(place, 1);
    places.splice(place, 1);
  }
}

const uidOf = ({ uid, actual }: Known) => uid ?? actual;

/** The UIDs of messages, of which all are known or among these: they ascend. */
function guessed(known: readonly (number | undefined)[], uids: readonly number[]): (number | undefined)[] {
  const left = uids.filter((uid) => !known.includes(uid)).sort((a, b) => a - b);
  let last = 0;
  return known.map((uid) => {
    const one = uid ?? left.find((each) => each > last);
    last = one ?? last;
    return one;
  });
}

function goes({ numbered, byUid }: Belief, word: string, isByUid: boolean): void {
  if (numbered) throw new Error(`${word} while a command by numbers was running`);
  if (byUid !== isByUid) throw new Error(`${word} is not what this client has asked for`);
}

function fetched(known: Known, response: string): void {
  const uid = /[( ]UID (\d+)/.exec(response)?.[1];
  const flags = /[( ]FLAGS \(([^)]*)\)/.exec(response)?.[1];
  const modSeq = /[( ]MODSEQ \((\d+)\)/.exec(response)?.[1];
  if (uid !== undefined) {
    if (known.uid !== undefined && known.uid !== Number(uid)) throw new Error(`UID ${known.uid} is now ${uid}`);
    known.uid = Number(uid);
  }
  if (flags !== undefined) {
    known.flags = sortedFlags(flags);
    known.told++;
  }
  if (modSeq !== undefined) known.modSeq = Number(modSeq);
}

function at({ messages }: Belief, number: number, response: string): Known {
  const known = messages[number - 1];
  if (!known) throw new Error(`told of number ${number} of ${messages.length}: ${response}`);
  return known;
}

function sortedFlags(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ').sort();
}
