import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../base/errors';
import { fieldRaw, firstField, readHeader } from '../../protocol/mime';
import { kindOf } from '../files';
import { cleanDate } from '../flags';
import { leftUnread, unreadFolder } from '../left';
import { limits } from '../limits';
import { filesPeer, type InItem, type Source, type SourceFolder } from '../mail';
import { noteName, readNote } from '../note';
import { readFileName } from './fileName';
import { readMarks } from './marks';
import { readMbox } from './reader';

/**
 * An mbox, or a folder of them (an export, or Thunderbird's local folders). Nothing is changed. Throws UserError where there
 * is none, and what the system says where what was named cannot be read; a file below a folder that cannot be is left.
 */
export function openMboxSource(path: string): Source {
  return {
    peer: filesPeer,
    folders: async () => {
      const kind = await kindOf(path);
      if (kind === 'nothing') throw new UserError(`There is no ${path}.`);
      if (kind === 'file') return [openFile(path, readFileName(basename(path)), '')];
      const found = kind === 'folder' ? await findFiles(path) : [];
      if (found.length === 0) throw new UserError(`There is no mbox in ${path}.`);
      return found;
    },
    close: async () => undefined,
  };
}

/** Every mbox below a folder, and what may be one and cannot be read. Links are not followed. */
async function findFiles(root: string): Promise<SourceFolder[]> {
  const notes = (await readNote(root))?.folders ?? {};
  const found: SourceFolder[] = [];
  const lookAt = async (entry: Dirent, disk: string, depth: number): Promise<void> => {
    const path = join(root, disk);
    const name = (Object.hasOwn(notes, disk) ? notes[disk] : undefined) ?? readFileName(disk);
    try {
      if (entry.isDirectory() && depth < limits.folderDepth) await look(disk, depth + 1);
      if (entry.isFile() && entry.name !== noteName && (await isMbox(path))) found.push(openOneOfMany(path, name));
    } catch (error) {
      found.push(unreadFolder(name, path, error));
    }
  };
  const look = async (folder: string, depth: number): Promise<void> => {
    const inside = await readdir(join(root, folder), { withFileTypes: true });
    for (const entry of inside.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      await lookAt(entry, folder === '' ? entry.name : `${folder}/${entry.name}`, depth);
      if (found.length > limits.folders)
        throw new UserError(`There are more than ${limits.folders} mail folders in ${root}.`);
    }
  };
  await look('', 0);
  return found;
}

/** Whether a file begins as an mbox does; an empty one has to be called so. */
async function isMbox(path: string): Promise<boolean> {
  if (path.endsWith('.part')) return false;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(5), 0, 5, 0);
    return bytesRead === 0 ? path.endsWith('.mbox') : buffer.toString('latin1', 0, bytesRead) === 'From ';
  } finally {
    await file.close();
  }
}

function openFile(path: string, name: string, below: string): SourceFolder {
  return { name, below, specialUse: undefined, key: '', count: undefined, mails: () => mailsIn(path) };
}

/** What is wrong with it is said in its place, and the others go on. */
function openOneOfMany(path: string, name: string): SourceFolder {
  const file = openFile(path, name, name === 'INBOX' ? '' : name);
  return { ...file, mails: () => orLeft(path, mailsIn(path)) };
}

async function* orLeft(path: string, mails: AsyncIterable<InItem>): AsyncGenerator<InItem, void, undefined> {
  try {
    yield* mails;
  } catch (error) {
    yield error instanceof UserError ? { kind: 'refused', why: error.message } : leftUnread(path, error);
  }
}

async function* mailsIn(path: string): AsyncGenerator<InItem, void, undefined> {
  const { mtimeMs } = await stat(path);
  for await (const slot of readMbox(path)) {
    if (slot.kind === 'no-mbox') throw new UserError(`${path} is no mbox: it does not begin with a "From " line.`);
    if (slot.kind === 'too-long') {
      yield {
        kind: 'refused',
        why: `${path}: mail ${slot.nth} is larger than ${limits.mailBytes / 2 ** 20} MiB, and was left.`,
      };
      continue;
    }
    const { source, flags, date, gone } = readMarks(slot.bytes);
    if (gone) continue;
    const internalDate = cleanDate(date ?? slot.date ?? dateIn(source) ?? mtimeMs);
    yield { kind: 'mail', mail: { key: undefined, flags, internalDate, source } };
  }
}

/** What the mail says itself. */
function dateIn(source: Buffer): number | undefined {
  const field = firstField(readHeader(source).fields, 'Date');
  const date = field ? Date.parse(fieldRaw(field).slice(0, 100)) : NaN;
  return Number.isNaN(date) ? undefined : date;
}
