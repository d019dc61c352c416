import type { MailboxInfo, MailboxStatus, SpecialUse } from '../backend';
import { ImapError } from '../errors';
import { hasFlag } from '../flags';
import { asModSeq, asUid } from '../ids';
import { addTo, newBox, removeFrom } from './store';
import type { Box, Desk } from './store';

/** What an account holds: its mailboxes by name, and the names subscribed to. */
export interface Shelf {
  readonly boxes: Map<string, Box>;
  readonly subscriptions: Set<string>;
  /** Bytes; undefined for no limit. */
  storageLimit: number | undefined;
  /** Of the account as a whole. */
  readonly metadata: Map<string, Buffer>;
  readonly listeners: Set<() => void>;
  readonly desk: Desk;
  /** The last UIDVALIDITY given: it counts up with every mailbox ever made, so none comes twice under a name. */
  validity: number;
}

export function newShelf(desk: Desk): Shelf {
  const shelf: Shelf = {
    boxes: new Map(),
    subscriptions: new Set(['INBOX']),
    metadata: new Map(),
    storageLimit: undefined,
    listeners: new Set(),
    desk,
    validity: 0,
  };
  makeBox(shelf, 'INBOX');
  return shelf;
}

/** 'nonexistent' */
export function findBox({ boxes }: Shelf, name: string): Box {
  const box = boxes.get(name);
  if (!box) throw new ImapError('nonexistent', 'There is no such mailbox.');
  return box;
}

/** 'already-exists' */
export function makeBox(shelf: Shelf, name: string, specialUse?: SpecialUse): Box {
  if (shelf.boxes.has(name)) throw new ImapError('already-exists', 'There is a mailbox of that name.');
  const box = newBox(shelf.desk, name, ++shelf.validity, specialUse);
  shelf.boxes.set(name, box);
  return box;
}

export function deleteBox(shelf: Shelf, name: string): Box {
  const box = findBox(shelf, name);
  box.deleted = true;
  shelf.boxes.delete(name);
  return box;
}

/** Renames a mailbox and what is below it; of INBOX only the messages go (RFC 9051 §6.3.6), and a copy of what was noted of it. */
export function renameBox(shelf: Shelf, from: string, to: string): void {
  if (from === 'INBOX') {
    emptyInto(findBox(shelf, from), makeBox(shelf, to));
    return;
  }
  const inferiors = [...shelf.boxes.keys()].filter((name) => name.startsWith(`${from}/`));
  const names = shelf.boxes.has(from) || inferiors.length === 0 ? [from, ...inferiors] : inferiors;
  const moves = names.map((name) => ({ box: findBox(shelf, name), target: to + name.slice(from.length) }));
  if (moves.some(({ target }) => shelf.boxes.has(target)))
    throw new ImapError('already-exists', 'There is a mailbox of that name.');
  for (const { box, target } of moves) moveBox(shelf, box, target);
}

/** Tells whoever watches these mailboxes, or the account. */
export function tell(shelf: Shelf, ...boxes: Box[]): void {
  const listeners = [...boxes.flatMap((box) => [...box.listeners]), ...shelf.listeners];
  for (const listener of listeners) listener();
}

export function listBoxes({ boxes, subscriptions }: Shelf): MailboxInfo[] {
  return [...new Set([...boxes.keys(), ...subscriptions])].map((name) => {
    const specialUse = boxes.get(name)?.specialUse;
    return {
      name,
      subscribed: subscriptions.has(name),
      selectable: boxes.has(name),
      ...(specialUse && { specialUse }),
    };
  });
}

/** One for each UIDVALIDITY. */
export function mailboxIdOf({ uidValidity }: Box): string {
  return `F${uidValidity}`;
}

export function statusOf(box: Box): MailboxStatus {
  const { messages, uidNext, uidValidity, highestModSeq } = box;
  return {
    messages: messages.length,
    unseen: messages.filter(({ flags }) => !hasFlag(flags, '\\Seen')).length,
    deleted: messages.filter(({ flags }) => hasFlag(flags, '\\Deleted')).length,
    size: messages.reduce((sum, { size }) => sum + size, 0),
    uidNext: asUid(uidNext),
    uidValidity,
    highestModSeq: asModSeq(highestModSeq),
    mailboxId: mailboxIdOf(box),
  };
}

function moveBox(shelf: Shelf, box: Box, to: string): void {
  shelf.boxes.delete(box.name);
  box.name = to;
  shelf.boxes.set(to, box);
}

function emptyInto(from: Box, to: Box): void {
  for (const [entry, value] of from.metadata) to.metadata.set(entry, value);
  const uids = from.messages.map(({ uid }) => uid);
  addTo(to, from.messages);
  removeFrom(from, uids);
}
