import type { Account, MailboxInfo, MailboxStatus } from '../backend';
import { ImapError } from '../errors';
import { hasFlag } from '../flags';
import { asModSeq, asUid } from '../ids';
import { memoryMailbox } from './mailbox';
import { addTo, newBox, removeFrom } from './store';
import type { Box } from './store';

/** One account: its mailboxes by name, and the names subscribed to. UIDVALIDITY counts up with every mailbox ever made. */
export function memoryAccount(): Account {
  const boxes = new Map<string, Box>();
  const subscriptions = new Set<string>(['INBOX']);
  const listeners = new Set<() => void>();
  let validity = 0;

  const find = (name: string): Box => {
    const box = boxes.get(name);
    if (!box) throw new ImapError('nonexistent', 'There is no such mailbox.');
    return box;
  };
  const changed = (...some: Box[]) => {
    for (const box of some) for (const listener of [...box.listeners]) listener();
    for (const listener of [...listeners]) listener();
  };
  const make = (name: string, specialUse?: Box['specialUse']): Box => {
    if (boxes.has(name)) throw new ImapError('already-exists', 'There is a mailbox of that name.');
    const box = newBox(name, ++validity, specialUse);
    boxes.set(name, box);
    return box;
  };
  const move = (from: string, to: string) => {
    const box = find(from);
    boxes.delete(from);
    box.name = to;
    boxes.set(to, box);
  };
  make('INBOX');

  return {
    list: async () => listOf(boxes, subscriptions),
    create: async (name, specialUse) => {
      make(name, specialUse);
      changed();
    },
    delete: async (name) => {
      const box = find(name);
      box.deleted = true;
      boxes.delete(name);
      changed(box);
    },
    rename: async (from, to) => {
      const inferiors = [...boxes.keys()].filter((name) => name.startsWith(`${from}/`));
      if (from !== 'INBOX' && !boxes.has(from) && inferiors.length === 0) find(from);
      const targets = [to, ...inferiors.map((name) => to + name.slice(from.length))];
      if (targets.some((name) => boxes.has(name)))
        throw new ImapError('already-exists', 'There is a mailbox of that name.');
      if (from === 'INBOX') {
        const inbox = find('INBOX');
        moveAll(inbox, make(to));
        changed(inbox);
        return;
      }
      if (boxes.has(from)) move(from, to);
      for (const name of inferiors) move(name, to + name.slice(from.length));
      changed();
    },
    subscribe: async (name, on) => {
      if (on) subscriptions.add(name);
      else subscriptions.delete(name);
      changed();
    },
    status: async (name) => statusOf(find(name)),
    open: async (name) => memoryMailbox(find(name), { find, changed }),
    append: async (name, messages) => {
      const box = find(name);
      const uids = addTo(box, messages);
      changed(box);
      return { uidValidity: box.uidValidity, uids };
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function moveAll(from: Box, to: Box): void {
  addTo(to, from.messages);
  removeFrom(
    from,
    from.messages.map(({ uid }) => uid),
  );
}

function listOf(boxes: ReadonlyMap<string, Box>, subscriptions: ReadonlySet<string>): MailboxInfo[] {
  const names = new Set([...boxes.keys(), ...subscriptions]);
  return [...names].map((name) => {
    const specialUse = boxes.get(name)?.specialUse;
    return {
      name,
      subscribed: subscriptions.has(name),
      selectable: boxes.has(name),
      ...(specialUse && { specialUse }),
    };
  });
}

function statusOf({ messages, uidNext, uidValidity, highestModSeq }: Box): MailboxStatus {
  return {
    messages: messages.length,
    unseen: messages.filter(({ flags }) => !hasFlag(flags, '\\Seen')).length,
    deleted: messages.filter(({ flags }) => hasFlag(flags, '\\Deleted')).length,
    size: messages.reduce((sum, { size }) => sum + size, 0),
    uidNext: asUid(uidNext),
    uidValidity,
    highestModSeq: asModSeq(highestModSeq),
  };
}
