import { expect } from '@jest/globals';
import type { Belief, Known } from './belief';
import { flags as allFlags, most, names } from './boxes';
import { pick, readSet, some, writeSet } from './client';
import type { Around, Client, Outcome, Plan } from './client';
import type { Followed, Matches } from './following';
import { added, boxById, changed, nameOf, reflagged, removed, withBox } from './world';
import { same } from './same';
import type { Box, Message, Mode, World } from './world';

// Commands on messages of the open mailbox.

/** Messages as a client names them: by number or by UID. */
interface Named {
  readonly uid: boolean;
  /** `UID ` or nothing. */
  readonly prefix: string;
  readonly set: string;
  readonly known: readonly Known[];
  /** Of the messages meant. */
  readonly uids: readonly number[];
}

interface Open extends Named {
  readonly belief: Belief;
}

/** Whoever may be told of EXPUNGE at any time must not count on numbers (RFC 5465 §6.1.1). */
function byUid({ notified }: Client, random: Around['random']): boolean {
  return random.below(2) === 0 || notified?.delayed === false;
}

/** Some messages of the open mailbox; by UID only those whose UID the client was told. */
function name({ client, random }: Around): Open | undefined {
  const { belief } = client;
  if (!belief) return undefined;
  const uid = byUid(client, random);
  const list = belief.messages.filter((one) => !uid || one.uid !== undefined);
  if (list.length === 0) return undefined;
  const known = random.below(4) === 0 ? list : some(random, list);
  const numbers = known.map((one) => (uid ? (one.uid ?? 0) : belief.messages.indexOf(one) + 1));
  const uids = known.map(({ actual }) => actual ?? 0);
  return { belief, uid, prefix: uid ? 'UID ' : '', set: writeSet(numbers), known, uids };
}

/** New mail always; that some has gone not to one who counts (RFC 9051 §7.5.1). */
const tellsOf = ({ uid }: { readonly uid: boolean }) => (uid ? 'all' : 'arrivals');

/** The outcome for what is open; nothing happens where it has been deleted. */
function within(belief: Belief, change: (box: Box) => Box, allowed = !belief.readOnly): Plan['outcome'] {
  return (before): Outcome => ({
    ok: allowed,
    world: allowed ? withBox(before, nameOf(before, belief.box), change) : before,
  });
}

/** FETCH; without PEEK it marks as read. */
export function fetch(around: Around): Plan | undefined {
  const named = name(around);
  if (!named) return undefined;
  const { belief, known, uids } = named;
  const items = ['FLAGS', 'FLAGS', 'MODSEQ', 'BODY.PEEK[TEXT]', 'BODY[TEXT]', 'ENVELOPE'] as const;
  const item = pick(around.random, around.client.condstore ? items : items.filter((one) => one !== 'MODSEQ'));
  const marks = item === 'BODY[TEXT]' && !belief.readOnly;
  return {
    text: `${named.prefix}FETCH ${named.set} (UID ${item})`,
    tells: tellsOf(named),
    numbered: !named.uid,
    outcome: (before) =>
      marks ? within(belief, (box) => reflagged(box, uids, 'add', ['\\Seen']))(before) : { ok: true, world: before },
    verify: (_, after) => {
      const there = new Set(boxById(after, belief.box)?.messages.map(({ uid }) => uid));
      for (const one of known) if (there.has(one.actual ?? 0)) same(one.uid, one.actual);
    },
  };
}

/** What a client does first, and often after: it asks for everything. */
export function look({ client, random }: Around): Plan | undefined {
  const { belief, condstore } = client;
  if (!belief || belief.messages.length === 0) return undefined;
  const asked = [...belief.messages];
  const uid = byUid(client, random);
  const modSeq = condstore && random.below(3) === 0 ? ' MODSEQ' : '';
  return {
    text: uid ? `UID FETCH 1:* (FLAGS${modSeq})` : `FETCH 1:${belief.messages.length} (FLAGS UID${modSeq})`,
    tells: tellsOf({ uid }),
    numbered: !uid,
    outcome: (before) => ({ ok: true, world: before }),
    verify: () => {
      const left = asked.filter((one) => belief.messages.includes(one));
      same(
        left.filter((one) => one.uid === undefined || !one.flags),
        [],
      );
    },
  };
}

const modes: readonly (readonly [string, Mode])[] = [['+', 'add'], ['-', 'remove'], ['', 'replace']]; // prettier-ignore

export function store(around: Around): Plan | undefined {
  const { client, random } = around;
  const named = name(around);
  if (!named) return undefined;
  const { belief, known, uids } = named;
  const [sign, mode] = pick(random, modes);
  const flags = some(random, allFlags);
  const silent = random.below(2) === 0;
  const highest = Math.max(...known.map(({ modSeq }) => modSeq ?? 0));
  const limit = highest > 0 && random.below(2) === 0 ? highest : undefined;
  const spared = ({ modSeq }: Message) => limit !== undefined && (modSeq ?? 0) > limit;
  const condition = limit === undefined ? '' : ` (UNCHANGEDSINCE ${limit})`;
  const taken = silent ? takeForGranted(known, mode, flags) : undefined;
  return {
    text: `${named.prefix}STORE ${named.set}${condition} ${sign}FLAGS${silent ? '.SILENT' : ''} (${flags.join(' ')})`,
    tells: tellsOf(named),
    numbered: !named.uid,
    outcome: within(belief, (box) => {
      const meant = box.messages.filter((one) => uids.includes(one.uid) && !spared(one)).map(({ uid }) => uid);
      return reflagged(box, meant, mode, flags);
    }),
    ...(taken && { begin: taken.begin }),
    settle: (answer) => {
      const modified = readSet(/\[MODIFIED ([\d:,]+)\]/.exec(answer)?.[1] ?? '0');
      const isModified = (one: Known) =>
        modified.includes(named.uid ? (one.uid ?? -1) : belief.messages.indexOf(one) + 1);
      taken?.takeBack(answer.startsWith('OK') ? known.filter(isModified) : known);
    },
    verify: (answer, after, before) => {
      const meant = boxById(before, belief.box)?.messages.filter((one) => uids.includes(one.uid) && spared(one)) ?? [];
      const modified = /\[MODIFIED ([\d:,]+)\]/.exec(answer)?.[1];
      const named_ = modified === undefined ? [] : readSet(modified);
      const told = named.uid ? named_ : named_.map((n) => belief.messages[n - 1]?.actual);
      if (answer.startsWith('OK'))
        same(
          told,
          meant.map(({ uid }) => uid),
        );
      if (answer.startsWith('OK') && !silent)
        expect(client.heard.filter((line) => line.includes(' FETCH ')).length).toBeGreaterThanOrEqual(
          boxById(after, belief.box)?.messages.filter(({ uid }) => uids.includes(uid)).length ?? 0,
        );
    },
  };
}

/** A client that asks not to be told takes the change for done, unless it is told otherwise. */
function takeForGranted(known: readonly Known[], mode: Mode, flags: readonly string[]) {
  const before = new Map(known.map((one) => [one, { flags: one.flags, told: one.told }]));
  return {
    begin: () => {
      for (const one of known) if (one.flags) one.flags = changed(one.flags, mode, flags);
    },
    takeBack: (some: readonly Known[]) => {
      for (const one of some) if (before.get(one)?.told === one.told) one.flags = before.get(one)?.flags;
    },
  };
}

/** COPY or MOVE, into another mailbox or the same. */
export function transfer(around: Around): Plan | undefined {
  const { client, world, random } = around;
  const named = name(around);
  const to = pick(random, names);
  if (!named || (world.get(to)?.messages.length ?? 0) > most) return undefined;
  const { belief, uids } = named;
  const moves = random.below(2) === 0;
  const meant = (world: World) => boxById(world, belief.box)?.messages.filter(({ uid }) => uids.includes(uid)) ?? [];
  return {
    text: `${named.prefix}${moves ? 'MOVE' : 'COPY'} ${named.set} ${to}`,
    tells: 'all',
    outcome: (before) => {
      const isNothing = !named.uid && meant(before).length === 0;
      if (!before.has(to) || isNothing || (moves && belief.readOnly)) return { ok: false, world: before };
      const copied = withBox(before, to, (box) => added(box, meant(before)));
      if (!moves) return { ok: true, world: copied };
      const from = nameOf(before, belief.box);
      return { ok: true, world: withBox(copied, from, (box) => removed(box, meant(before).map(({ uid }) => uid))) }; // prettier-ignore
    },
    verify: (answer, after, before) => {
      if (!answer.startsWith('OK')) return;
      const code = [answer, ...client.heard].map((line) => /\[COPYUID (\d+) (\S+) (\S+)\]/.exec(line)).find(Boolean);
      const messages = meant(before);
      const first = before.get(to)?.uidNext ?? 0;
      const told = code && { validity: Number(code[1]), from: readSet(code[2] ?? ''), to: readSet(code[3] ?? '') };
      const expected = {
        validity: after.get(to)?.uidValidity,
        from: messages.map(({ uid }) => uid),
        to: messages.map((_, i) => first + i),
      };
      same(told, messages.length > 0 ? expected : undefined);
    },
  };
}

/** EXPUNGE, or UID EXPUNGE of some. */
export function expunge(around: Around): Plan | undefined {
  const { belief } = around.client;
  if (!belief) return undefined;
  const named = around.random.below(2) === 0 ? name(around) : undefined;
  const known = new Set(belief.messages.map(({ actual }) => actual));
  const goes = ({ uid, flags }: Message) =>
    known.has(uid) && flags.includes('\\Deleted') && (!named?.uid || named.uids.includes(uid));
  return {
    text: named?.uid ? `UID EXPUNGE ${named.set}` : 'EXPUNGE',
    tells: 'all',
    outcome: within(belief, (box) => removed(box, box.messages.filter(goes).map(({ uid }) => uid))), // prettier-ignore
  };
}

const keys: readonly (readonly [string, Matches])[] = [
  ['ALL', () => true],
  ['DELETED', ({ flags }) => flags.includes('\\Deleted')],
  ['UNSEEN', ({ flags }) => !flags.includes('\\Seen')],
  ['KEYWORD zoo FLAGGED', ({ flags }) => flags.includes('zoo') && flags.includes('\\Flagged')],
  ['NOT KEYWORD $Label1', ({ flags }) => !flags.includes('$Label1')],
  ['OR ANSWERED NOT TEXT "This is"', ({ flags }) => flags.includes('\\Answered')],
  ['UID 7:*', ({ uid }, last) => uid >= 7 || last],
  ['NOT UID 12:*', ({ uid }, last) => uid < 12 && !last],
];

/** Clients are told whole seconds. */
const dateOf = ({ date = 0 }: Message) => Math.floor(date / 1000);

const orders = [
  { words: 'SORT', criteria: ' (ARRIVAL) UTF-8', before: (a: Message, b: Message) => dateOf(a) - dateOf(b) || a.uid - b.uid },
  { words: 'SORT', criteria: ' (REVERSE ARRIVAL) UTF-8', before: (a: Message, b: Message) => dateOf(b) - dateOf(a) || a.uid - b.uid },
  { words: 'SEARCH', criteria: '', before: undefined },
] as const; // prettier-ignore

/** At once; the server's limit is another test's. */
const mostFollowed = 2;

/** A search that is kept up to date from then on, or the end of that. */
export function follow({ client, random }: Around): Plan | undefined {
  const { belief } = client;
  if (!belief) return undefined;
  if (belief.followed.size >= mostFollowed) return cancel(belief, random);
  const uid = byUid(client, random);
  const { words, criteria, before } = pick(random, orders);
  const [key, matches] = pick(random, keys);
  const followed: Followed = { tag: undefined, uid, ended: false, matches, before, held: [] };
  return {
    text: `${uid ? 'UID ' : ''}${words} RETURN (ALL UPDATE)${criteria} ${key}`,
    tells: tellsOf({ uid }),
    numbered: !uid,
    outcome: (world) => ({ ok: true, world }),
    begin: () => {
      belief.followed.add(followed);
    },
  };
}

function cancel({ followed }: Belief, random: Around['random']): Plan {
  const some_ = some(random, [...followed]);
  return {
    text: `CANCELUPDATE ${some_.map(({ tag = '' }) => `"${tag}"`).join(' ')}`,
    tells: 'all',
    outcome: (world) => ({ ok: true, world }),
    begin: () => {
      for (const one of some_) one.ended = true;
    },
    settle: () => {
      for (const one of some_) followed.delete(one);
    },
  };
}

/** SEARCH in either form, or SORT. */
const forms = [
  { words: 'SEARCH', read: (line: string) => line.split(' ').slice(2).map(Number) },
  { words: 'SEARCH RETURN (COUNT ALL)', read: (line: string) => readSet(/ ALL (\S+)/.exec(line)?.[1] ?? '') },
  {
    words: 'SORT (ARRIVAL) UTF-8',
    read: (line: string) =>
      line
        .split(' ')
        .slice(2)
        .map(Number)
        .sort((a, b) => a - b),
  },
];

export function search({ client, random }: Around): Plan | undefined {
  const { belief } = client;
  if (!belief) return undefined;
  const uid = byUid(client, random);
  const form = pick(random, forms);
  const [key, matches] = pick(random, keys);
  // while the command runs
  const asked = new Set(belief.messages);
  const last = belief.messages.at(-1);
  return {
    text: `${uid ? 'UID ' : ''}${form.words} ${key}`,
    tells: tellsOf({ uid }),
    numbered: !uid,
    outcome: (before) => ({ ok: true, world: before }),
    verify: (_, after) => {
      const there = new Map(boxById(after, belief.box)?.messages.map((one) => [one.uid, one]));
      const found = belief.messages.flatMap((one, i) => {
        const { actual = 0 } = one;
        const message = asked.has(one) ? there.get(actual) : undefined;
        return message && matches(message, belief.messages[i] === last) ? [uid ? actual : i + 1] : [];
      });
      const line = client.heard.find((one) => /^\* (?:E?SEARCH|SORT)/.test(one) && !/ADDTO|REMOVEFROM/.test(one)) ?? '';
      same(form.read(line), found);
      const count = / COUNT (\d+)/.exec(line)?.[1];
      if (count !== undefined) same(Number(count), found.length);
    },
  };
}
