import { setImmediate as breathe } from 'node:timers/promises';
import type { Mailbox, MessageMeta } from '../../protocol/imap';
import type { MailboxId, MailboxRow, MessageRow, MessageRowWithStructure, Store, Uid } from '../../store';
import type { AccountParts } from './parts';
import { answerKey } from './answers';
import { forClient, noSuchMailbox } from './errors';
import { parseStructure, readForms } from './forms';
import { readKeys } from './keys';
import { watchStore } from './watch';
import { answerText } from './textAnswers';

/** Messages read in one query: their structures are a kilobyte each, and the process serves others in between. */
const slice = 200;

/** Messages expunged in one transaction, some 50 ms: ten thousand at once would keep everybody waiting for a second or two. */
const expungeSlice = 500;

/** One mailbox over its rows. It stays the same when it is renamed; when it is deleted, it is empty or says so. */
export function openMailbox(
  { store, clock, nymId }: AccountParts,
  { id, name, uidValidity, objectId: mailboxId }: MailboxRow,
): Mailbox {
  const { messages, mailboxes } = store.mail;
  const found = <T>(value: T | undefined): T => {
    if (value === undefined) throw noSuchMailbox();
    return value;
  };
  const idOf = (target: string) => found(mailboxes.byName(nymId, target)).id;
  return {
    name,
    uidValidity,
    mailboxId,
    snapshot: async () => found(forClient(() => messages.snapshot(id))),
    changesSince: async (modSeq) => forClient(() => messages.changesSince(id, modSeq)) ?? 'gone',
    answer: async (key, now) => {
      await breathe();
      return key.kind === 'text' ? answerText(store.mail, id, key) : answerKey(messages, id, key, now);
    },
    keys: (uids, names) => readKeys(messages, id, uids, names),
    read: async function* (uids) {
      for (let at = 0; at < uids.length; at += slice) {
        if (at > 0) await breathe();
        const rows = forClient(() => messages.readWithStructure(id, uids.slice(at, at + slice)));
        const nameOf = forClient(() => messages.bodyNamer());
        for (const row of rows) yield readMeta(row, nameOf);
      }
    },
    forms: async function* (uids, wanted) {
      for (let at = 0; at < uids.length; at += slice) {
        if (at > 0) await breathe();
        yield forClient(() => readForms(messages, id, uids.slice(at, at + slice), wanted));
      }
    },
    body: async function* (uid: Uid, start, end) {
      const body = forClient(() => messages.body(id, uid));
      if (!body) return;
      const pieces = messages.bytes(body.bodyId, start, end);
      const next = () => forClient(() => pieces.next());
      for (let piece = next(); !piece.done; piece = next()) yield piece.value;
    },
    store: async (uids, mode, flags, unchangedSince) =>
      forClient(() => messages.store(id, uids, mode, flags, unchangedSince)),
    expunge: (uids) =>
      inSlices(uids, (some) => {
        messages.expungeDeleted(id, some);
      }),
    copy: async (uids, to) => forClient(() => messages.copy(id, uids, idOf(to), clock.now())),
    move: async (uids, to) => forClient(() => messages.move(id, uids, idOf(to), clock.now())),
    watch: (listener) => watchStore(store, listener),
  };
}

/**
 * Removes a mailbox for good, with what is in it: the messages first, a slice at a time, and the rest in one transaction with the mailbox. Where that
 * ends in the middle, by a crash or a disk that is full, some are gone, and the client, which has not been told OK, asks again.
 */
export async function removeMailbox({ mail: { messages, mailboxes } }: Store, id: MailboxId): Promise<void> {
  const uids = forClient(() => messages.snapshot(id)?.messages.uids ?? []);
  const first = uids.slice(expungeSlice);
  await inSlices(first, (some) => {
    messages.expunge(id, some);
  });
  if (first.length > 0) await breathe();
  forClient(() => {
    mailboxes.remove(id);
  });
}

async function inSlices(uids: readonly Uid[], remove: (some: readonly Uid[]) => void): Promise<void> {
  for (let at = 0; at < uids.length; at += expungeSlice) {
    if (at > 0) await breathe();
    forClient(() => {
      remove(uids.slice(at, at + expungeSlice));
    });
  }
}

/** The structure, a kilobyte of JSON, is parsed when somebody looks at it: most of what is asked of a message needs none of it. */
function readMeta(row: MessageRowWithStructure, nameOf: (body: MessageRow['bodyId']) => string): MessageMeta {
  const { uid, flags, modSeq, internalDate, size, bodyId, savedAt, structure } = row;
  let parsed: MessageMeta['structure'] | undefined;
  return {
    ...{ uid, flags, modSeq, internalDate: new Date(internalDate), size },
    savedAt: savedAt === null ? undefined : new Date(savedAt),
    get emailId() {
      return nameOf(bodyId);
    },
    get structure() {
      return (parsed ??= parseStructure(structure));
    },
  };
}
