import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { ImapFlow } from 'imapflow';
import type { Random } from '../../src/base/random';

// What a mail client does all day, with a book of everything the server has acknowledged.

const mailboxes = ['INBOX', 'Archive', 'Drafts'] as const;
const flags = ['\\Seen', '\\Flagged', '$Forwarded', '\\Answered'] as const;
type Name = (typeof mailboxes)[number];

/** Where a message lies, or a copy of it. */
interface Spot {
  readonly mailbox: Name;
  readonly uid: number;
  readonly flags: readonly string[];
}

/** The server's word so far to one client, about the messages that this one has brought. */
export interface Book {
  /** How their subjects begin. */
  readonly name: string;
  /** By subject: everywhere the message lies. */
  acknowledged: Map<string, readonly Spot[]>;
  /** What was asked last and not answered: the message may be as before, or one of these. UID 0: the server chooses. */
  pending: { readonly subject: string; readonly asked: readonly (readonly Spot[])[] } | undefined;
  /** Whose a UID was, for ever, whichever client's: `Archive 7`. */
  readonly owners: Map<string, string>;
  readonly validity: Map<Name, bigint>;
  count: number;
}

/** `others`: a book of another client at the same account. */
export function openBook(name = 'token', others?: Book): Book {
  const { owners = new Map<string, string>(), validity = new Map<Name, bigint>() } = others ?? {};
  return { name, acknowledged: new Map(), pending: undefined, owners, validity, count: 0 };
}

/**
 * Appends, copies, moves, flags and expunges one after the other, at random, until the connection breaks: then `killed` must say that it may.
 * `acknowledged` hears of every step that the server has acknowledged.
 */
async function churn(
  { client, book }: Churner,
  random: Random,
  killed: () => boolean,
  acknowledged: () => void,
): Promise<void> {
  try {
    for (;;) {
      await step(client, book, random);
      acknowledged();
    }
  } catch (error) {
    if (!killed()) throw error;
  }
}

async function step(client: ImapFlow, book: Book, random: Random): Promise<void> {
  const pick = <T>(list: readonly T[]): T | undefined => list[random.below(list.length)];
  const subject = pick([...book.acknowledged.keys()]);
  const from = subject === undefined ? undefined : pick(book.acknowledged.get(subject) ?? []);
  const mailbox = pick(mailboxes) ?? 'INBOX';
  const flag = pick(flags) ?? '\\Seen';
  const kind = random.below(5);
  if (subject === undefined || from === undefined || kind === 0) return append(client, book, mailbox, [flag]);
  const spots = book.acknowledged.get(subject) ?? [];
  const rest = spots.filter((spot) => spot !== from);
  const lock = await client.getMailboxLock(from.mailbox);
  try {
    if (kind === 1) {
      await tell(book, subject, [[...rest, { ...from, flags: [...new Set([...from.flags, flag])] }]], async () => {
        answered(await client.messageFlagsAdd(String(from.uid), [flag], { uid: true }));
        return undefined;
      });
      return;
    }
    if (kind === 4) {
      // two commands: it may stay, marked
      const marked = { ...from, flags: [...new Set([...from.flags, '\\Deleted'])] };
      await tell(book, subject, [rest, [...rest, marked]], async () => {
        answered(await client.messageDelete(String(from.uid), { uid: true }));
        return undefined;
      });
      return;
    }
    const target = mailbox === from.mailbox ? (mailboxes.find((one) => one !== mailbox) ?? mailbox) : mailbox;
    const there = { ...from, mailbox: target, uid: 0 };
    await tell(book, subject, [kind === 2 ? [...spots, there] : [...rest, there]], async () => {
      const uid = String(from.uid);
      const copying = kind === 2;
      const answer = copying
        ? await client.messageCopy(uid, target, { uid: true })
        : await client.messageMove(uid, target, { uid: true });
      return answered(answer).uidMap?.get(from.uid);
    });
  } finally {
    lock.release();
  }
}

/** imapflow gives false for a command that was refused, or that the connection broke under. */
function answered<T>(answer: T | false): T {
  if (answer === false) throw new Error('the server did not do it');
  return answer;
}

async function append(client: ImapFlow, book: Book, mailbox: Name, set: readonly string[]): Promise<void> {
  const subject = `${book.name} ${++book.count}`;
  // some span several chunks of the store, and several packets
  const body = `${'0123456789'.repeat(7)}\r\n`.repeat(1 + (book.count % 5 === 0 ? 6000 : 3));
  const source = `From: panda@nym.test\r\nSubject: ${subject}\r\n\r\n${body}`;
  await tell(book, subject, [[{ mailbox, uid: 0, flags: set }]], async () => {
    const answer = await client.append(mailbox, source, [...set]);
    return answered(answer).uid;
  });
}

/**
 * Writes down what is asked, asks it, and writes down what the server acknowledged: the first of `asked`. `ask` gives the UID it chose.
 */
async function tell(book: Book, subject: string, asked: readonly Spot[][], ask: () => Promise<number | undefined>) {
  book.pending = { subject, asked };
  const uid = await ask();
  const spots = (asked[0] ?? []).map((spot) => (spot.uid === 0 ? { ...spot, uid: uid ?? 0 } : spot));
  book.acknowledged.set(subject, spots);
  if (spots.length === 0) book.acknowledged.delete(subject);
  for (const spot of spots) own(book, subject, spot);
  book.pending = undefined;
}

function own({ owners }: Book, subject: string, { mailbox, uid }: Spot): void {
  const place = `${mailbox} ${uid}`;
  expect(`${place}: ${owners.get(place) ?? subject}`).toBe(`${place}: ${subject}`);
  owners.set(place, subject);
}

/** One client and its book. */
export interface Churner {
  readonly client: ImapFlow;
  readonly book: Book;
}

/**
 * Lets them go on side by side until the server has acknowledged so many steps of theirs together, however long that takes, then pulls
 * the plug by `kill` a random moment later: in the middle of something.
 */
export async function churnUntilKilled(
  churners: readonly Churner[],
  random: Random,
  kill: () => Promise<unknown>,
  steps: number,
): Promise<void> {
  let killed = false;
  let left = steps;
  let churning: Promise<unknown> = Promise.resolve();
  const enough = new Promise<void>((resolve) => {
    const acknowledged = () => {
      if (--left === 0) resolve();
    };
    churning = Promise.all(churners.map((churner) => churn(churner, random, () => killed, acknowledged)));
  });
  await Promise.race([enough, churning]);
  await pause(random.below(20));
  killed = true;
  await kill();
  for (const { client } of churners) client.close();
  await churning;
}

/** Holds what is in the mailboxes now against the book, and goes on from there. */
export async function checkBook(client: ImapFlow, book: Book): Promise<void> {
  const found = await look(client, book);
  const { acknowledged, pending } = book;
  const expected = new Map([...acknowledged].map(([subject, spots]) => [subject, written(spots)]));
  if (pending) {
    const there = found.get(pending.subject) ?? [];
    const before = written(acknowledged.get(pending.subject) ?? []);
    const asked = pending.asked.map((spots) => written(placed(spots, there, book)));
    expect([before, ...asked]).toContainEqual(written(there));
    expected.set(pending.subject, written(there));
    if (there.length === 0) expected.delete(pending.subject);
  }
  expect(new Map([...found].map(([subject, spots]) => [subject, written(spots)]))).toEqual(expected);
  for (const [subject, spots] of found) for (const spot of spots) own(book, subject, spot);
  book.acknowledged = found;
  book.pending = undefined;
}

/** Spots as text, sorted: the same for the same spots. */
function written(spots: readonly Spot[]): string[] {
  return spots.map(({ mailbox, uid, flags }) => [mailbox, uid, ...[...flags].sort()].join(' ')).sort();
}

/** The spots with the UID that the server has chosen: one there that nobody had before. */
function placed(asked: readonly Spot[], there: readonly Spot[], { owners }: Book): Spot[] {
  return asked.map((spot) => {
    const chosen = there.find(({ mailbox, uid }) => mailbox === spot.mailbox && !owners.has(`${mailbox} ${uid}`));
    return spot.uid === 0 ? { ...spot, uid: chosen?.uid ?? 0 } : spot;
  });
}

async function look(client: ImapFlow, book: Book): Promise<Map<string, Spot[]>> {
  const found = new Map<string, Spot[]>();
  for (const mailbox of mailboxes) {
    const lock = await client.getMailboxLock(mailbox);
    try {
      if (client.mailbox === false) throw new Error(`no mailbox ${mailbox}`);
      const { uidValidity, uidNext } = client.mailbox;
      expect(`${mailbox} ${book.validity.get(mailbox) ?? uidValidity}`).toBe(`${mailbox} ${uidValidity}`);
      book.validity.set(mailbox, uidValidity);
      const uids = [...book.owners.keys()].filter((place) => place.startsWith(`${mailbox} `));
      expect(uidNext).toBeGreaterThan(Math.max(0, ...uids.map((place) => Number(place.split(' ')[1]))));
      const messages = client.mailbox.exists === 0 ? [] : await client.fetchAll('1:*', { envelope: true, flags: true });
      for (const { uid, envelope, flags: set } of messages) {
        const subject = envelope?.subject ?? '';
        if (!subject.startsWith(`${book.name} `)) continue;
        const spot = { mailbox, uid, flags: [...(set ?? [])].filter((flag) => flag !== '\\Recent') };
        found.set(subject, [...(found.get(subject) ?? []), spot]);
      }
    } finally {
      lock.release();
    }
  }
  return found;
}
