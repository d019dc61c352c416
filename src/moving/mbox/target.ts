import { constants, copyFile, type FileHandle, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, UserError } from '../../base/errors';
import type { Random } from '../../base/random';
import { flushFolder } from '../../base/wholeFile';
import { kindOf, makeFolder, nameBeside } from '../files';
import { isPlain, withoutCr } from '../lineEnds';
import type { OutMail, Target, TargetFolder } from '../mail';
import { openDiskNames } from '../names';
import { newNote, noteName, readNote, writeNote } from '../note';
import { readFileName, writeFileName } from './fileName';
import { writeFromLine } from './fromLine';
import { exportedId, writeMarks } from './marks';
import { quoted } from './quoting';
import { readMbox } from './reader';

/**
 * A folder of mbox files, one a mailbox, made where it is not there. A file is written beside its place and put there when it is
 * whole and on disk, the old one's mails in it: what was cut off in the middle is done again from the beginning of that
 * mailbox. Throws UserError where the folder is something else.
 */
export async function openMboxTarget(folder: string, random: Random): Promise<Target> {
  await mustBeOurs(folder);
  const note = (await readNote(folder)) ?? newNote(random);
  const names = openDiskNames(note.folders, writeFileName, readFileName);
  await makeFolder(folder);
  await writeNote(folder, note);
  return {
    peer: `mbox ${note.id}`,
    open: async ({ name }) => {
      const path = join(folder, names.of(name));
      await makeFolder(dirname(path));
      await writeNote(folder, { ...note, folders: names.notes() });
      return openFile(path);
    },
    close: async () => undefined,
  };
}

async function mustBeOurs(folder: string): Promise<void> {
  const kind = await kindOf(folder);
  if (kind === 'nothing') return;
  const inside = kind === 'folder' ? await readdir(folder) : [''];
  if (inside.length === 0 || inside.includes(noteName)) return;
  throw new UserError(
    `${folder} is something else already. Name a folder that is empty, yet to be made, or of an earlier export.`,
  );
}

/** A file that is being written, and what it takes the place of. */
interface Unfinished {
  readonly part: string;
  readonly file: FileHandle;
  readonly before: string;
}

function openFile(path: string): TargetFolder {
  let there: Set<string> | undefined;
  let unfinished: Unfinished | undefined;
  const flush = async () => {
    // an mbox of nothing is a mailbox too
    unfinished ??= (await stateOf(path)) === '' ? await begin(path) : undefined;
    if (!unfinished) return;
    const { part, file, before } = unfinished;
    await file.sync();
    if ((await stateOf(path)) !== before)
      throw new UserError(
        `Another program has changed ${path} meanwhile. Close it there, and run the same command again.`,
      );
    await file.close();
    unfinished = undefined;
    await rename(part, path);
    flushFolder(dirname(path));
  };
  return {
    key: '',
    batch: Infinity,
    put: async (mail) => {
      there ??= await idsIn(path);
      if (there.has(mail.id)) return { result: 'there' };
      unfinished ??= await begin(path);
      await append(unfinished.file, mail);
      there.add(mail.id);
      return { result: 'moved' };
    },
    flush,
    close: async () => {
      if (!unfinished) return;
      await unfinished.file.close();
      await unlink(unfinished.part);
    },
  };
}

/** Puts a mail behind all others, or leaves the file as it was. */
async function append(file: FileHandle, mail: OutMail): Promise<void> {
  const { size } = await file.stat();
  try {
    await write(file, mail);
  } catch (error) {
    await file.truncate(size);
    throw error;
  }
}

async function write(file: FileHandle, mail: OutMail): Promise<void> {
  const plain = isPlain(mail.bytes());
  await file.appendFile(Buffer.from(writeFromLine(mail.internalDate)));
  await file.appendFile(writeMarks(mail, plain));
  let last: number | undefined;
  for (const piece of quoted(plain ? withoutCr(mail.bytes()) : mail.bytes())) {
    await file.appendFile(piece);
    last = piece.at(-1) ?? last;
  }
  await file.appendFile(Buffer.from(last === 0x0a || last === undefined ? '\n' : '\n\n'));
}

/** A file that begins with what is in the old one, a blank line at its end. */
async function begin(path: string): Promise<Unfinished> {
  const before = await stateOf(path);
  // a new file of ours, and never one that somebody else has laid there
  const part = nameBeside(path);
  if (before === '') return { part, file: await open(part, 'ax', 0o600), before };
  await copyFile(path, part, constants.COPYFILE_EXCL);
  const file = await open(part, 'a+');
  // the copy has the old one's permissions: of another program, or of a person who has not thought of them
  await file.chmod(0o600);
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, Math.max(0, size - 2));
  const end = buffer.toString('latin1', 0, bytesRead);
  if (size > 0 && end !== '\n\n') await file.appendFile(end.endsWith('\n') ? '\n' : '\n\n');
  return { part, file, before };
}

/** What tells whether a file was changed; '' where there is none. */
async function stateOf(path: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

/** Which of our mails are in an mbox. */
async function idsIn(path: string): Promise<Set<string>> {
  const ids = new Set<string>();
  if ((await kindOf(path)) === 'nothing') return ids;
  for await (const slot of readMbox(path)) {
    const id = slot.kind === 'mail' ? exportedId(slot.bytes) : undefined;
    if (id !== undefined) ids.add(id);
  }
  return ids;
}
