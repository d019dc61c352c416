import type { MailboxRow, NymId, Store, Uid } from '../../../src/store';

// What the store holds, and what a command should make of it. Written anew here: it is the model the server is held against.

export interface Message {
  readonly uid: number;
  /** Sorted. */
  readonly flags: readonly string[];
  /** undefined: a new one, above all that were. */
  readonly modSeq: number | undefined;
  /** Which bytes; undefined: new ones. */
  readonly body: number | undefined;
  /** INTERNALDATE in seconds, as found; undefined: of a new one. */
  readonly date: number | undefined;
}

export interface Box {
  /** undefined: a new one. */
  readonly id: number | undefined;
  readonly uidValidity: number | undefined;
  readonly uidNext: number;
  readonly highestModSeq: number;
  readonly counts: Pick<MailboxRow, 'messages' | 'unseen' | 'deleted' | 'size'> | undefined;
  readonly messages: readonly Message[];
}

/** By name. */
export type World = ReadonlyMap<string, Box>;

export type Mode = 'add' | 'remove' | 'replace';

/** Reads row by row, past anything that is remembered of a mailbox. */
export function readWorld(store: Store, nymId: NymId): World {
  const { mailboxes, messages } = store.mail;
  return store.reading(() => {
    const boxOf = (row: MailboxRow): Box => {
      const { id, uidValidity, uidNext, highestModSeq, unseen, deleted, size } = row;
      const rows = messages.read(
        id,
        Array.from({ length: uidNext - 1 }, (_, i) => (i + 1) as Uid),
      );
      return {
        ...{ id, uidValidity, uidNext, highestModSeq, counts: { messages: row.messages, unseen, deleted, size } },
        messages: rows.map(({ uid, flags, modSeq, bodyId, internalDate }) => ({
          ...{ uid, flags: sorted(flags), modSeq, body: bodyId, date: internalDate },
        })),
      };
    };
    return new Map(mailboxes.list(nymId).map((row) => [row.name, boxOf(row)]));
  });
}

export function boxById(world: World, id: number | undefined): Box | undefined {
  return id === undefined ? undefined : [...world.values()].find((box) => box.id === id);
}

export function nameOf(world: World, id: number | undefined): string | undefined {
  return id === undefined ? undefined : [...world].find(([, box]) => box.id === id)?.[0];
}

export const emptyBox: Box = {
  ...{ id: undefined, uidValidity: undefined, uidNext: 1, highestModSeq: 0, counts: undefined, messages: [] },
};

/** The world with one mailbox changed. */
export function withBox(world: World, name: string | undefined, change: (box: Box) => Box): World {
  const box = name === undefined ? undefined : world.get(name);
  return name === undefined || !box ? world : new Map(world).set(name, change(box));
}

export function added(box: Box, some: readonly Pick<Message, 'flags' | 'body'>[]): Box {
  const messages = some.map((one, i) => ({
    ...one,
    uid: box.uidNext + i,
    flags: sorted(one.flags),
    modSeq: undefined,
    date: undefined,
  }));
  return { ...box, uidNext: box.uidNext + some.length, messages: [...box.messages, ...messages] };
}

export function removed(box: Box, uids: readonly number[]): Box {
  return { ...box, messages: box.messages.filter(({ uid }) => !uids.includes(uid)) };
}

export function reflagged(box: Box, uids: readonly number[], mode: Mode, flags: readonly string[]): Box {
  const change = (one: Message): Message => {
    const next = changed(one.flags, mode, flags);
    const same = next.join(' ') === one.flags.join(' ');
    return same || !uids.includes(one.uid) ? one : { ...one, flags: next, modSeq: undefined };
  };
  return { ...box, messages: box.messages.map(change) };
}

export function changed(old: readonly string[], mode: Mode, flags: readonly string[]): string[] {
  if (mode === 'replace') return sorted(flags);
  const others = old.filter((flag) => !flags.includes(flag));
  return sorted(mode === 'add' ? [...others, ...flags] : others);
}

function sorted(flags: readonly string[]): string[] {
  return [...new Set(flags)].sort();
}
