import type { Account } from '../backend';
import { ImapError } from '../errors';
import { hasFlag } from '../flags';
import { memoryMailbox } from './mailbox';
import { deleteBox, findBox, listBoxes, mailboxIdOf, makeBox, renameBox, statusOf, tell } from './shelf';
import type { Shelf } from './shelf';
import { addTo } from './store';

/** One account over its shelf. */
export function memoryAccount(shelf: Shelf): Account {
  return {
    list: async () => listBoxes(shelf),
    create: async (name, specialUse) => {
      const box = makeBox(shelf, name, specialUse);
      tell(shelf);
      return mailboxIdOf(box);
    },
    delete: async (name) => {
      tell(shelf, deleteBox(shelf, name));
    },
    rename: async (from, to) => {
      renameBox(shelf, from, to);
      tell(shelf, ...shelf.boxes.values());
    },
    subscribe: async (name, on) => {
      if (on) shelf.subscriptions.add(name);
      else shelf.subscriptions.delete(name);
      tell(shelf);
    },
    status: async (name) => statusOf(findBox(shelf, name)),
    open: async (name) => memoryMailbox(findBox(shelf, name), shelf),
    append: async (name, messages) => {
      const box = findBox(shelf, name);
      const wanted = messages.reduce((sum, { source }) => sum + source.length, usedBytes(shelf));
      if (wanted > (shelf.storageLimit ?? Infinity)) throw new ImapError('over-quota', 'The account is full.');
      const uids = addTo(box, messages);
      tell(shelf, box);
      return { uidValidity: box.uidValidity, uids };
    },
    deletedSize: async (name) =>
      sizeOf(findBox(shelf, name).messages.filter(({ flags }) => hasFlag(flags, '\\Deleted'))),
    quota: async () => {
      const { storageLimit: limitBytes } = shelf;
      return limitBytes === undefined ? undefined : { usedBytes: usedBytes(shelf), limitBytes };
    },
    metadata: async (name) => metadataOf(shelf, name),
    setMetadata: async (name, entries) => {
      const kept = metadataOf(shelf, name);
      const grows = [...entries].some(([entry, value]) => (value?.length ?? 0) > (kept.get(entry)?.length ?? 0));
      const wanted = [...entries.values()].reduce((sum, value) => sum + (value?.length ?? 0), usedBytes(shelf));
      if (grows && wanted > (shelf.storageLimit ?? Infinity)) throw new ImapError('over-quota', 'The account is full.');
      for (const [entry, value] of entries)
        if (value) kept.set(entry, value);
        else kept.delete(entry);
      // a change of the mailbox (RFC 7162 §3.2)
      if (name !== undefined) findBox(shelf, name).highestModSeq++;
      tell(shelf);
    },
    watch: (listener) => {
      shelf.listeners.add(listener);
      return () => shelf.listeners.delete(listener);
    },
  };
}

function metadataOf(shelf: Shelf, name: string | undefined): Map<string, Buffer> {
  return name === undefined ? shelf.metadata : findBox(shelf, name).metadata;
}

function usedBytes({ boxes }: Shelf): number {
  return [...boxes.values()].reduce((sum, { messages }) => sum + sizeOf(messages), 0);
}

function sizeOf(messages: readonly { readonly size: number }[]): number {
  return messages.reduce((sum, { size }) => sum + size, 0);
}
