import { readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors';
import type { Random } from '../../base/random';
import { flushFolder } from '../../base/wholeFile';
import { hasFolders, kindOf, makeFolder, writeSynced, writeWhole } from '../files';
import { keywordsOf } from '../flags';
import { limits } from '../limits';
import { isPlain, withoutCr } from '../lineEnds';
import type { OutMail, Target, TargetFolder } from '../mail';
import { type DiskNames, openDiskNames } from '../names';
import { newNote, noteName, readNote, writeNote } from '../note';
import { flagMark, writeLetters } from './fileName';
import { readFolderName, writeFolderName } from './folderName';
import { addKeywords, readKeywords, readRest, writeKeywords, writeRest } from './keywords';
import { ownId, uniqueName } from './unique';

const parts = ['tmp', 'new', 'cur'] as const;

/**
 * A Maildir with its folders, made where it is not there. Each mail is written below `tmp`, is on disk for good, and then gets
 * its name in `cur`: it is there whole or not at all. Its name tells which mail it is, so none comes twice.
 * Throws UserError where the folder is something else.
 */
export async function openMaildirTarget(folder: string, random: Random): Promise<Target> {
  await mustBeMaildir(folder);
  const note = (await readNote(folder)) ?? newNote(random);
  const names = openDiskNames(note.folders, writeFolderName, readFolderName);
  await makeFolder(folder);
  await writeNote(folder, note);
  let noted = Object.keys(note.folders).length;
  return {
    peer: `maildir ${note.id}`,
    open: async ({ name }) => {
      const path = join(folder, diskName(names, name));
      const folders = names.notes();
      if (Object.keys(folders).length > noted) await writeNote(folder, { ...note, folders });
      noted = Object.keys(folders).length;
      return openFolder(path, path !== folder);
    },
    close: async () => undefined,
  };
}

function diskName(names: DiskNames, name: string): string {
  const disk = names.of(name);
  // a shortened name of many levels is one level
  return disk === '' || disk.startsWith('.') ? disk : `.${disk}`;
}

async function mustBeMaildir(folder: string): Promise<void> {
  const kind = await kindOf(folder);
  if (kind === 'nothing') return;
  if (kind !== 'folder')
    throw new UserError(`${folder} is no folder. Name a Maildir, or a folder that is yet to be made.`);
  const inside = await readdir(folder);
  if (inside.length === 0 || inside.includes(noteName) || (await hasFolders(folder, parts))) return;
  throw new UserError(`${folder} is no Maildir, and not empty. Name a Maildir, or a folder that is yet to be made.`);
}

async function openFolder(path: string, isSub: boolean): Promise<TargetFolder> {
  for (const part of parts) await makeFolder(join(path, part));
  // Maildir++ asks for it, to tell a folder of the Maildir from a Maildir
  if (isSub && (await kindOf(join(path, 'maildirfolder'))) === 'nothing')
    await writeWhole(join(path, 'maildirfolder'), []);
  await removeUnfinished(join(path, 'tmp'));
  const there = await idsIn(path);
  const keywords = await readKeywords(path);
  const rest = await readRest(path);
  const written = new Map<string, string>();
  const changed = { keywords: false, rest: false };

  const put = async (mail: OutMail): Promise<void> => {
    const plain = isPlain(mail.bytes());
    const unique = uniqueName(mail, plain);
    const own = keywordsOf(mail.flags);
    changed.keywords = addKeywords(keywords, own) || changed.keywords;
    await writeSynced(
      join(path, 'tmp', unique),
      plain ? withoutCr(mail.bytes()) : mail.bytes(),
      new Date(mail.internalDate),
    );
    const homeless = own.filter((keyword) => !keywords.some((one) => one.toLowerCase() === keyword.toLowerCase()));
    if (homeless.length > 0) rest.set(unique, homeless);
    changed.rest ||= homeless.length > 0;
    written.set(unique, `${unique}${flagMark}${writeLetters(mail.flags, keywords)}`);
  };
  const flush = async (): Promise<void> => {
    if (changed.keywords) await writeKeywords(path, keywords);
    if (changed.rest) await writeRest(path, rest);
    Object.assign(changed, { keywords: false, rest: false });
    for (const [unique, name] of written) await rename(join(path, 'tmp', unique), join(path, 'cur', name));
    if (written.size > 0) flushFolder(join(path, 'cur'));
    written.clear();
  };
  return {
    key: '',
    batch: limits.maildirBatch,
    put: async (mail) => {
      if (there.has(mail.id)) return { result: 'there' };
      await put(mail);
      there.add(mail.id);
      return { result: 'moved' };
    },
    flush,
    close: async () => undefined,
  };
}

/** What an export that was cut off has left below `tmp`: ours only. */
async function removeUnfinished(tmp: string): Promise<void> {
  for (const name of await readdir(tmp)) if (ownId(name) !== undefined) await unlink(join(tmp, name));
}

async function idsIn(path: string): Promise<Set<string>> {
  const names = await Promise.all(['new', 'cur'].map((part) => readdir(join(path, part))));
  return new Set(names.flat().flatMap((name) => ownId(name) ?? []));
}
