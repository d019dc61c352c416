import { setImmediate as breathe } from 'node:timers/promises';
import type { MailboxRow, MessageRow, NymId, Renewed, Store, WayId } from '../store';
import { limits } from './limits';
import {
  type Known,
  MailGone,
  type OutMail,
  type Put,
  type Report,
  type Summary,
  type Tally,
  type Target,
  type TargetFolder,
} from './mail';

export interface ExportWishes {
  readonly store: Store;
  readonly nymId: NymId;
  readonly target: Target;
  /** Forget what went to this place before: what is not found there goes again. */
  readonly again?: boolean;
  readonly report?: Report;
}

/**
 * Copies every mail of a nym to a place, with flags and dates, a mailbox after the other. What went there before is left
 * alone, also where the program was killed in the middle. The caller closes the target. Throws UserError where the place fails.
 */
export async function exportMail({ store, nymId, target, again, report }: ExportWishes): Promise<Summary> {
  if (again === true) store.moves.forget(nymId, target.peer);
  const mailboxes = store.mail.mailboxes.list(nymId);
  const total = mailboxes.reduce((sum, mailbox) => sum + mailbox.messages, 0);
  const problems: string[] = [];
  const folders: Tally[] = [];
  let done = 0;
  for (const mailbox of mailboxes) {
    const tally = { mailbox: mailbox.name, moved: 0, there: 0, refused: 0 };
    folders.push(tally);
    await exportFolder({ store, nymId, target, mailbox }, (put) => {
      tally[put.result]++;
      if (put.result === 'refused') problems.push(`${mailbox.name}: ${put.why}`);
      report?.(++done, total);
    });
  }
  return { folders, problems };
}

/** What has been exported is known by UIDVALIDITY: a store that gives its mailboxes others takes the book along. */
export function renewExported(store: Store, renewed: readonly Renewed[]): void {
  for (const { before, after } of renewed)
    store.moves.rename(
      { before: waysOf(before), after: waysOf(after) },
      { before: outIds(before), after: outIds(after) },
    );
}

/** With what the ways out of a mailbox begin. */
const waysOf = (uidValidity: number) => `${uidValidity} `;
/** With what the ids of its mails begin, before their UID. */
const outIds = (uidValidity: number) => `V${uidValidity}U`;

interface FolderParts extends Pick<ExportWishes, 'store' | 'nymId' | 'target'> {
  readonly mailbox: MailboxRow;
}

async function exportFolder(parts: FolderParts, count: (put: Put) => void): Promise<void> {
  const { store, nymId, target, mailbox } = parts;
  const folder = await target.open(mailbox);
  try {
    const way = store.moves.way(nymId, target.peer, `${waysOf(mailbox.uidValidity)}${folder.key}`);
    const known = store.moves.all(way);
    const book = openBook(store, way, folder);
    for (const rows of slices(store, mailbox)) {
      for (const row of rows) {
        const mail = outMail(store, mailbox, row);
        const put: Put = known.has(mail.id) ? { result: 'there' } : await putThere(folder, mail, known);
        if (!known.has(mail.id) && put.result !== 'refused') await book.note(mail.id, put.placed);
        count(put);
      }
      await breathe();
    }
    await book.flush();
  } finally {
    await folder.close();
  }
}

/** Nobody waits for an export: a mail may be removed while it is read, and is left out then. */
async function putThere(folder: TargetFolder, mail: OutMail, known: Known): Promise<Put> {
  try {
    return await folder.put(mail, known);
  } catch (error) {
    if (error instanceof MailGone) return { result: 'refused', why: error.message };
    throw error;
  }
}

/** What was put is written down when it lasts, and not before. */
function openBook(store: Store, way: WayId, folder: TargetFolder) {
  let waiting: { id: string; placed: number | undefined }[] = [];
  const flush = async () => {
    await folder.flush();
    store.transaction(() => {
      for (const { id, placed } of waiting) store.moves.note(way, id, placed);
    });
    waiting = [];
  };
  const note = async (id: string, placed: number | undefined) => {
    waiting.push({ id, placed });
    if (waiting.length >= folder.batch) await flush();
  };
  return { note, flush };
}

/** The mailbox as it is now, read as it is needed. */
function* slices({ mail }: Store, { id }: MailboxRow): Generator<MessageRow[], void, undefined> {
  const uids = mail.messages.snapshot(id)?.messages.uids ?? [];
  for (let at = 0; at < uids.length; at += limits.slice) {
    yield mail.messages.read(id, uids.slice(at, at + limits.slice));
  }
}

function outMail({ mail }: Store, { uidValidity }: MailboxRow, row: MessageRow): OutMail {
  const { uid, flags, internalDate, size, bodyId } = row;
  return {
    id: `${outIds(uidValidity)}${uid}`,
    flags,
    internalDate,
    size,
    bytes: () => whole(mail.messages.bytes(bodyId, 0, size), row),
  };
}

/** The pieces of a mail, counted: the store ends early where it went, and half a mail would be taken for the whole one ever after. */
function* whole(pieces: Iterable<Buffer>, row: MessageRow): Generator<Buffer, void, undefined> {
  let length = 0;
  for (const piece of pieces) {
    length += piece.length;
    yield piece;
  }
  if (length !== row.size) throw new MailGone(row);
}
