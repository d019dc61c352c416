import type { Copied, Mailbox } from '../backend';
import type { Uid } from '../ids';
import { addTo, changesIn, removeFrom, snapshotOf, storeIn } from './store';
import type { Box } from './store';

/** What a mailbox needs of its account. */
export interface Surroundings {
  /** 'nonexistent' */
  readonly find: (name: string) => Box;
  readonly changed: (...boxes: Box[]) => void;
}

const pieceBytes = 256 * 1024;

/** A kept mailbox as the engine wants it. */
export function memoryMailbox(box: Box, { find, changed }: Surroundings): Mailbox {
  const chosen = (uids: readonly Uid[]) => {
    const wanted = new Set(uids);
    return box.messages.filter(({ uid }) => wanted.has(uid));
  };
  const copy = (uids: readonly Uid[], to: string): Copied & { readonly target: Box } => {
    const target = find(to);
    const messages = chosen(uids);
    return {
      target,
      uidValidity: target.uidValidity,
      from: messages.map(({ uid }) => uid),
      to: addTo(target, messages),
    };
  };
  return {
    get name() {
      return box.name;
    },
    uidValidity: box.uidValidity,
    snapshot: async () => snapshotOf(box),
    changesSince: async (modSeq) => (box.deleted ? 'gone' : changesIn(box, modSeq)),
    read: async function* (uids) {
      yield* chosen(uids);
    },
    body: async function* (uid, start, end) {
      const source = box.messages.find((message) => message.uid === uid)?.source ?? Buffer.alloc(0);
      const stop = Math.min(end, source.length);
      for (let at = start; at < stop; at += pieceBytes) yield source.subarray(at, Math.min(at + pieceBytes, stop));
    },
    store: async (uids, mode, flags, unchangedSince) => {
      const modified = storeIn(box, uids, mode, flags, unchangedSince);
      changed(box);
      return { modified };
    },
    expunge: async (uids) => {
      removeFrom(box, uids);
      changed(box);
    },
    copy: async (uids, to) => {
      const { target, ...copied } = copy(uids, to);
      changed(target);
      return copied;
    },
    move: async (uids, to) => {
      const { target, ...copied } = copy(uids, to);
      removeFrom(box, copied.from);
      changed(box, target);
      return copied;
    },
    watch: (listener) => {
      box.listeners.add(listener);
      return () => box.listeners.delete(listener);
    },
  };
}
