import type { Copied, Mailbox, MessageForms } from '../backend';
import { hasFlag } from '../flags';
import type { Uid } from '../ids';
import { writeForms } from '../message/forms';
import { findBox, mailboxIdOf, tell } from './shelf';
import type { Shelf } from './shelf';
import { addTo, changesIn, removeFrom, snapshotOf, storeIn } from './store';
import type { Box, Kept } from './store';

const pieceBytes = 256 * 1024;

/** A kept mailbox as the engine wants it. */
export function memoryMailbox(box: Box, shelf: Shelf): Mailbox {
  return {
    get name() {
      return box.name;
    },
    uidValidity: box.uidValidity,
    mailboxId: mailboxIdOf(box),
    snapshot: async () => snapshotOf(box),
    changesSince: async (modSeq) => (box.deleted ? 'gone' : changesIn(box, modSeq)),
    read: (uids) => read(box, uids),
    forms: (uids) => forms(box, uids),
    body: (uid, start, end) => body(box, uid, start, end),
    store: async (uids, mode, flags, unchangedSince) => {
      const stored = storeIn(box, uids, mode, flags, unchangedSince);
      tell(shelf, box);
      return stored;
    },
    expunge: async (uids) => {
      removeDeleted(box, uids);
      tell(shelf, box);
    },
    copy: async (uids, to) => {
      const target = findBox(shelf, to);
      const copied = copy(box, uids, target);
      tell(shelf, target);
      return copied;
    },
    move: async (uids, to) => {
      const target = findBox(shelf, to);
      const copied = copy(box, uids, target);
      removeFrom(box, copied.from);
      tell(shelf, box, target);
      return copied;
    },
    watch: (listener) => {
      box.listeners.add(listener);
      return () => box.listeners.delete(listener);
    },
  };
}

function chosen(box: Box, uids: readonly Uid[]): Kept[] {
  const wanted = new Set(uids);
  return box.messages.filter(({ uid }) => wanted.has(uid));
}

function removeDeleted(box: Box, uids: readonly Uid[]): void {
  const deleted = chosen(box, uids).filter(({ flags }) => hasFlag(flags, '\\Deleted'));
  removeFrom(
    box,
    deleted.map(({ uid }) => uid),
  );
}

async function* read(box: Box, uids: readonly Uid[]): AsyncGenerator<Kept> {
  yield* chosen(box, uids);
}

async function* forms(box: Box, uids: readonly Uid[]): AsyncGenerator<readonly MessageForms[]> {
  yield chosen(box, uids).map(({ source, structure, ...rest }) => {
    const { envelope, bodyStructure, headerEnd } = writeForms(structure);
    // the source is left out: it comes piece by piece, and some tests have it fail on the way
    return { ...rest, envelope, bodyStructure, header: source.toString('latin1', 0, headerEnd) };
  });
}

async function* body(box: Box, uid: Uid, start: number, end: number): AsyncGenerator<Buffer> {
  const source = box.messages.find((message) => message.uid === uid)?.source ?? Buffer.alloc(0);
  const stop = Math.min(end, source.length);
  for (let at = start; at < stop; at += pieceBytes) yield source.subarray(at, Math.min(at + pieceBytes, stop));
}

function copy(box: Box, uids: readonly Uid[], target: Box): Copied {
  const messages = chosen(box, uids);
  return { uidValidity: target.uidValidity, from: messages.map(({ uid }) => uid), to: addTo(target, messages) };
}
