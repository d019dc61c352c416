import { expect } from '@jest/globals';
import type { Random } from '../../../src/base/random';
import { openBelief } from './belief';
import { pick, some } from './client';
import type { Around, Client, Outcome, Plan } from './client';
import { recall, remember } from './memory';
import { hearOfBoxes, noteCreated, noteLeft, noteSuperior, renameBoxes } from './notified';
import type { Memory } from './memory';
import { added, boxById, emptyBox, nameOf, removed, withBox } from './world';
import { same } from './same';
import type { Box, World } from './world';

// Commands on whole mailboxes.

/** Three mailboxes, two of which come, go and change their names. */
export const names = ['INBOX', 'Zoo', 'Attic', 'Zoo/Old'] as const;

export const done = (world: World): Outcome => ({ ok: true, world });
export const refused = (world: World): Outcome => ({ ok: false, world });

export function noop(): Plan {
  return { text: 'NOOP', tells: 'all', outcome: done };
}

export function select({ client, world, random }: Around): Plan | undefined {
  // whoever has something open works on it for a while
  if (client.belief && random.below(5) > 0) return undefined;
  const name = pick(random, names);
  const readOnly = random.below(5) === 0;
  const memory = random.below(3) > 0 ? client.memories.get(world.get(name)?.id ?? 0) : undefined;
  return {
    text: `${readOnly ? 'EXAMINE' : 'SELECT'} ${name}${parameter(client, memory, random)}`,
    tells: 'all',
    outcome: (before) => ({ ok: before.has(name), world: before }),
    begin: () => {
      client.goOn = () => {
        client.goOn = undefined;
        remember(client);
        noteLeft(client, nameOf(world, client.belief?.box));
        client.belief = openBelief(world.get(name)?.id, readOnly, client.resync);
      };
      if (!client.belief) client.goOn();
    },
    settle: (answer) => {
      if (answer.startsWith('OK')) same(client.goOn, undefined);
      else client.belief = undefined;
      client.goOn = undefined;
    },
    verify: (answer, after) => {
      const box = after.get(name);
      if (!box || !client.belief) return;
      const { uidValidity, uidNext, highestModSeq } = box;
      const told = Object.fromEntries(client.belief.codes);
      same(told, { UIDVALIDITY: uidValidity, UIDNEXT: uidNext, HIGHESTMODSEQ: highestModSeq });
      expect(answer).toContain(readOnly ? '[READ-ONLY]' : '[READ-WRITE]');
      if (memory) recall(client.belief, memory, box);
    },
  };
}

function parameter({ condstore }: Client, memory: Memory | undefined, random: Random): string {
  if (memory) return ` (QRESYNC (${memory.uidValidity} ${memory.modSeq}))`;
  return condstore && random.below(3) === 0 ? ' (CONDSTORE)' : '';
}

/** CLOSE removes what is marked, UNSELECT does not. */
export function leave({ client, world, random }: Around): Plan | undefined {
  const { belief } = client;
  if (!belief) return undefined;
  const closes = random.below(2) === 0;
  const known = new Set(belief.messages.map(({ actual }) => actual));
  return {
    text: closes ? 'CLOSE' : 'UNSELECT',
    tells: 'all',
    outcome: (before) => {
      if (!closes || belief.readOnly) return done(before);
      return done(
        withBox(before, nameOf(before, belief.box), (box) => {
          const marked = box.messages.filter(({ uid, flags }) => known.has(uid) && flags.includes('\\Deleted'));
          return removed(box, marked.map(({ uid }) => uid)); // prettier-ignore
        }),
      );
    },
    begin: () => {
      noteLeft(client, nameOf(world, belief.box));
    },
    settle: () => {
      remember(client);
      client.belief = undefined;
    },
    verify: () => {
      same(
        client.heard.filter((line) => /EXPUNGE|VANISHED/.test(line)),
        [],
      );
    },
  };
}

export function create({ client, world, random }: Around): Plan {
  const name = pick(random, names);
  return {
    text: `CREATE ${name}`,
    tells: 'all',
    outcome: (before) => (before.has(name) ? refused(before) : done(withNew(before, name, emptyBox))),
    settle: (answer) => {
      if (answer.startsWith('OK')) noteCreated(client, name, world);
    },
    verify: (_, after, before) => {
      const highest = Math.max(...[...before.values()].map(({ uidValidity = 0 }) => uidValidity));
      for (const { id, uidValidity } of after.values())
        if (!boxById(before, id)) expect(uidValidity).toBeGreaterThan(highest);
    },
  };
}

function withNew(world: World, name: string, box: Box): World {
  return new Map([...withSuperiors(world, name), [name, box]]);
}

/** With the mailboxes above the name, where they are missing (RFC 9051 §6.3.4). */
function withSuperiors(world: World, name: string): World {
  return name.includes('/') ? new Map([[name.slice(0, name.indexOf('/')), emptyBox], ...world]) : world;
}

const emptyInbox = (world: World) => withBox(world, 'INBOX', (box) => ({ ...box, messages: [] }));

/**
 * What is below goes along, also of a name without a mailbox, which has none under its new name either; INBOX stays, and its messages go
 * (RFC 9051 §6.3.6).
 */
export function rename({ client, world, random }: Around): Plan {
  const [from, to] = [pick(random, names), pick(random, names)];
  return {
    text: `RENAME ${from} ${to}`,
    tells: 'all',
    outcome: (before) => {
      const moving = [...before.keys()].filter((name) => name === from || name.startsWith(`${from}/`));
      const renamed = (name: string) => to + name.slice(from.length);
      const taken = (from === 'INBOX' ? [to] : moving.map(renamed)).some((name) => before.has(name));
      if (moving.length === 0 || taken || to === 'INBOX' || to.startsWith(`${from}/`)) return refused(before);
      const inbox = before.get('INBOX') ?? emptyBox;
      if (from === 'INBOX') return done(withNew(emptyInbox(before), to, added(emptyBox, inbox.messages)));
      const others = new Map([...before].filter(([name]) => !moving.includes(name)));
      const boxes = moving.map((name) => [renamed(name), before.get(name) ?? emptyBox] as const);
      return done(new Map([...withSuperiors(others, to), ...boxes]));
    },
    settle: (answer) => {
      const { notified, heard } = client;
      if (!answer.startsWith('OK') || !notified) return;
      if (from === 'INBOX') {
        noteCreated(client, to, world);
        return;
      }
      noteSuperior(client, to, world);
      renameBoxes(notified.boxes, from, to);
      // told ahead of the OK, and newer than what was known by the old name
      for (const line of heard) if (line.startsWith('* STATUS ')) hearOfBoxes(notified, line);
    },
  };
}

export function remove({ client, world, random }: Around): Plan {
  const name = pick(random, names);
  return {
    text: `DELETE ${name}`,
    tells: 'all',
    outcome: (before) => {
      if (name === 'INBOX' || !before.has(name)) return refused(before);
      return done(new Map([...before].filter(([one]) => one !== name)));
    },
    settle: (answer) => {
      if (!answer.startsWith('OK')) return;
      client.notified?.boxes.delete(name);
      // what went was what is open here, whatever its name was then
      const isOpen = client.belief?.box !== undefined && client.belief.box === world.get(name)?.id;
      const closed = client.heard.some((line) => line.startsWith('* OK [CLOSED]'));
      same({ name, closed }, { name, closed: isOpen });
      if (closed) client.belief = undefined;
    },
  };
}

const items = ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'DELETED', 'SIZE', 'HIGHESTMODSEQ'] as const;

export function status({ client, random }: Around): Plan {
  const name = pick(random, names);
  return {
    text: `STATUS ${name} (${items.join(' ')})`,
    tells: 'all',
    outcome: (before) => ({ ok: before.has(name), world: before }),
    verify: (_, after) => {
      const box = after.get(name);
      if (!box?.counts) return;
      const { uidNext, uidValidity, highestModSeq, counts } = box;
      const { messages, unseen, deleted, size } = counts;
      const values = [messages, uidNext, uidValidity, unseen, deleted, size, highestModSeq];
      const told = items.map((item, i) => `${item} ${values[i]}`).join(' ');
      same(
        client.heard.find((line) => line.startsWith('* STATUS ') && line.includes(' SIZE ')),
        `* STATUS ${name} (${told})`,
      );
    },
  };
}

export function list({ client }: Around): Plan {
  return {
    text: 'LIST "" *',
    tells: 'all',
    outcome: done,
    verify: (_, after) => {
      const lines = client.heard.filter((line) => line.startsWith('* LIST ') && !line.includes('\\NonExistent'));
      const told = lines.map((line) => line.slice(line.indexOf(' "/" ') + 5).replace(/ \("OLDNAME.*/, '').replaceAll('"', '')); // prettier-ignore
      // what has gone before may come behind, by itself
      same([...new Set(told)].sort(), [...after.keys()].sort());
    },
  };
}

/** One message or two at once. */
export function append({ world, random, token }: Around): Plan | undefined {
  const name = pick(random, names);
  if ((world.get(name)?.messages.length ?? 0) > most) return undefined;
  const mails = Array.from({ length: 1 + random.below(2) }, () => ({ flags: some(random, flags), body: undefined }));
  const words = mails.map(({ flags: own }) => {
    const source = mailAbout(token());
    return `(${own.join(' ')}) "22-Nov-2026 12:00:0${random.below(4)} +0000" {${source.length}+}\r\n${source}`;
  });
  return {
    text: `APPEND ${name} ${words.join(' ')}`,
    tells: 'all',
    outcome: (before) => ({ ok: before.has(name), world: withBox(before, name, (box) => added(box, mails)) }),
    verify: (answer, after, before) => {
      const box = after.get(name);
      const first = before.get(name)?.uidNext ?? 0;
      const uids = mails.length === 1 ? String(first) : `${first}:${first + 1}`;
      expect(answer).toContain(box ? `[APPENDUID ${box.uidValidity} ${uids}]` : '[TRYCREATE]');
    },
  };
}

/** Mailboxes stay small: what happens to one message matters, and how often. */
export const most = 14;

export const flags = ['\\Seen', '\\Flagged', '\\Deleted', '\\Answered', 'zoo', '$Label1'] as const;

export function mailAbout(token: string): string {
  return `From: bob@example.org\r\nSubject: ${token}\r\n\r\nThis is ${token}.\r\n`;
}
