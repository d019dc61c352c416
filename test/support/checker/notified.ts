import { isDeepStrictEqual } from 'node:util';
import { pick } from './client';
import type { Around, Client, Plan } from './client';
import { same } from './same';
import { boxById } from './world';
import type { Box, World } from './world';

// What a client that has asked for it (NOTIFY, RFC 5465) knows of mailboxes, also of those it has not opened.

/** What it knows of one mailbox; undefined what nobody has told it. */
type Counts = Partial<Record<string, number>>;

export interface Notified {
  /** SELECTED-DELAYED: of the open mailbox no EXPUNGE comes by itself. */
  readonly delayed: boolean;
  /** Whether UID and FLAGS come with each new message. */
  readonly items: boolean;
  readonly flags: boolean;
  /** Whether it was told of all of them at first. */
  readonly whole: boolean;
  readonly watches: (name: string) => boolean;
  readonly boxes: Map<string, Counts>;
}

const filters: readonly { readonly words: string; readonly watches: Notified['watches'] }[] = [
  { words: 'PERSONAL', watches: () => true },
  { words: 'INBOXES', watches: () => true },
  { words: 'SUBTREE Zoo', watches: (name) => name === 'Zoo' || name.startsWith('Zoo/') },
  { words: 'MAILBOXES (Attic INBOX)', watches: (name) => name === 'Attic' || name === 'INBOX' },
];

/** Asks to be told of the open mailbox, and of others. */
export function notify({ client, random }: Around): Plan | undefined {
  if (!client.asksForNews) return undefined;
  const { words, watches } = pick(random, filters);
  const [delayed, items, flags, whole] = [0, 1, 2, 3].map(() => random.below(2) === 0) as [boolean, boolean, boolean, boolean]; // prettier-ignore
  const next: Notified = { delayed, items, flags, whole, watches, boxes: new Map() };
  const selected = `(SELECTED${delayed ? '-DELAYED' : ''} (MessageNew${items ? ' (UID FLAGS)' : ''} MessageExpunge FlagChange))`;
  const events = `MessageNew MessageExpunge MailboxName${flags ? ' FlagChange' : ''}`;
  return {
    text: `NOTIFY SET${whole ? ' STATUS' : ''} ${selected} (${words} (${events}))`,
    tells: 'all',
    outcome: (world) => ({ ok: true, world }),
    begin: () => {
      client.notified = next;
      // what has gathered comes as ever
      if (client.belief) client.belief.opening = true;
    },
  };
}

const created = { MESSAGES: 0, UIDNEXT: 1 };

/** Takes in LIST and STATUS. */
export function hearOfBoxes({ boxes, watches, whole }: Notified, response: string): void {
  const [, attributes = '', quoted, plain, old] =
    /^\* LIST \(([^)]*)\) "\/" (?:"([^"]*)"|(\S+))(?: \("OLDNAME" \((\S+)\)\))?$/.exec(response) ?? [];
  const name = quoted ?? plain;
  if (name !== undefined && old !== undefined) renameBoxes(boxes, old, name);
  else if (name !== undefined && attributes.includes('NonExistent')) boxes.delete(name);
  else if (name !== undefined && watches(name) && !boxes.has(name)) boxes.set(name, whole ? created : {});
  const [, long, short, list] = /^\* STATUS (?:"([^"]*)"|(\S+)) \((.*)\)$/.exec(response) ?? [];
  const box = long ?? short;
  if (box !== undefined && list !== undefined) boxes.set(box, { ...boxes.get(box), ...readCounts(list) });
}

function readCounts(list: string): Counts {
  const words = list.split(' ');
  return Object.fromEntries(words.flatMap((word, i) => (i % 2 === 0 ? [[word, Number(words[i + 1])]] : [])));
}

export function renameBoxes(boxes: Notified['boxes'], old: string, name: string): void {
  for (const [one, counts] of [...boxes])
    if (one === old || one.startsWith(`${old}/`)) {
      boxes.delete(one);
      boxes.set(name + one.slice(old.length), counts);
    }
}

/** A client knows what it has made itself; what goes with it, it is not told (RFC 5465 §5), nor of what was there `before`. */
export function noteCreated(client: Client, name: string, before: World): void {
  noteSuperior(client, name, before);
  note(client, name);
}

/** The mailbox that was made above one that a client has made or renamed. */
export function noteSuperior(client: Client, name: string, before: World): void {
  const above = name.slice(0, Math.max(0, name.indexOf('/')));
  if (above !== '' && !before.has(above)) note(client, above);
}

function note({ notified }: Client, name: string): void {
  if (notified && !notified.boxes.has(name)) notified.boxes.set(name, created);
}

/** Of a mailbox that it leaves the client knows how many messages it counted there; of all else it has to be told. */
export function noteLeft({ notified, belief }: Client, name: string | undefined): void {
  if (notified && belief && name !== undefined) notified.boxes.set(name, { MESSAGES: belief.messages.length });
}

/** What was told of mailboxes that are watched and not open is what the store holds. */
export function checkNotified(client: Client, world: World): void {
  const { notified } = client;
  if (notified) same(told(client, notified, world), held(client, notified, world));
}

export function isNotified(client: Client, world: World): boolean {
  const { notified } = client;
  return !notified || isDeepStrictEqual(told(client, notified, world), held(client, notified, world));
}

function isMeant({ belief }: Client, { watches }: Notified, name: string, world: World): boolean {
  const open = boxById(world, belief?.box);
  return watches(name) && (open === undefined || world.get(name)?.id !== open.id);
}

function told(client: Client, notified: Notified, world: World): Record<string, Counts> {
  const known = [...notified.boxes].filter(([name]) => isMeant(client, notified, name, world)).sort();
  return Object.fromEntries(known.map(([name, counts]) => [name, pickKnown(client, notified, counts, counts)]));
}

function held(client: Client, notified: Notified, world: World): Record<string, Counts> {
  const there = [...world].filter(
    ([name]) => isMeant(client, notified, name, world) && (notified.whole || notified.boxes.has(name)),
  );
  const counts = there.map(([name, box]) => {
    const known = notified.boxes.get(name) ?? created;
    return [name, pickKnown(client, notified, known, countsOf(box))] as const;
  });
  return Object.fromEntries(counts.sort());
}

/** What the client has asked to be kept up to date with, as far as it was ever told. */
function pickKnown({ resync }: Client, { flags }: Notified, known: Counts, counts: Counts): Counts {
  const words = [
    'MESSAGES',
    'UIDNEXT',
    ...(flags ? ['UIDVALIDITY', 'UNSEEN', ...(resync ? ['HIGHESTMODSEQ'] : [])] : []),
  ];
  return Object.fromEntries(words.flatMap((word) => (known[word] === undefined ? [] : [[word, counts[word]]])));
}

function countsOf({ messages, uidNext, uidValidity, highestModSeq }: Box): Counts {
  const unseen = messages.filter(({ flags }) => !flags.includes('\\Seen')).length;
  return { MESSAGES: messages.length, UIDNEXT: uidNext, UIDVALIDITY: uidValidity ?? 0, UNSEEN: unseen, HIGHESTMODSEQ: highestModSeq }; // prettier-ignore
}
