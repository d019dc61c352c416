import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors';
import { hasFolders, kindOf } from '../files';
import { cleanDate, cleanFlags } from '../flags';
import { leftUnread, unreadFolder } from '../left';
import { limits } from '../limits';
import { fromFile } from '../lineEnds';
import { filesPeer, type InItem, type Source, type SourceFolder } from '../mail';
import { readNote } from '../note';
import { readFileName } from './fileName';
import { readFolderLevel, readFolderName } from './folderName';
import { readKeywords, readRest } from './keywords';
import { isRaw } from './unique';

/**
 * A Maildir with its folders: Maildir++ (`.Sent` in it), or folders in folders (`Sent` in it, as mbsync and others have it), or
 * both. Nothing in it is changed. Throws UserError where there is no Maildir, and what the system says where what was named cannot
 * be read; a folder or file below that cannot be is left.
 */
export function openMaildirSource(folder: string): Source {
  return {
    peer: filesPeer,
    folders: async () => {
      const kind = await kindOf(folder);
      if (kind === 'nothing') throw new UserError(`There is no ${folder}.`);
      const { found, unread } = kind === 'folder' ? await findFolders(folder) : { found: [], unread: [] };
      const readable = unread.length > 0 ? ' that could be read' : '';
      if (found.length === 0)
        throw new UserError(`${folder} is no Maildir: there is no folder with "cur" and "new" in it${readable}.`);
      return [...found, ...unread];
    },
    close: async () => undefined,
  };
}

/** Every folder with `cur` and `new` in it, and those that may have them and cannot be read. Links are not followed. */
async function findFolders(root: string): Promise<Record<'found' | 'unread', SourceFolder[]>> {
  const notes = (await readNote(root))?.folders ?? {};
  const found: SourceFolder[] = [];
  const unread: SourceFolder[] = [];
  const look = async (path: string, levels: readonly string[]): Promise<void> => {
    const isMaildir = await hasFolders(path, ['cur', 'new']);
    if (isMaildir) found.push(await openFolder(path, levels.length === 0 ? 'INBOX' : levels.join('/')));
    if (levels.length >= limits.folderDepth) return;
    const inside = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    for (const { name } of inside.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isMaildir && ['cur', 'new', 'tmp'].includes(name)) continue;
      if (found.length + unread.length >= limits.folders)
        throw new UserError(`There are more than ${limits.folders} mail folders in ${root}.`);
      const below = [...levels, ...levelsOf(name, path === root ? notes : {})];
      await look(join(path, name), below).catch((error: unknown) => {
        unread.push(unreadFolder(below.join('/'), join(path, name), error));
      });
    }
  };
  await look(root, []);
  return { found, unread };
}

function levelsOf(disk: string, notes: Readonly<Record<string, string>>): string[] {
  const noted = Object.hasOwn(notes, disk) ? notes[disk] : undefined;
  if (noted !== undefined) return noted.split('/');
  return disk.startsWith('.') ? readFolderName(disk).split('/') : [readFolderLevel(disk)];
}

async function openFolder(path: string, name: string): Promise<SourceFolder> {
  return {
    name,
    below: name === 'INBOX' ? '' : name,
    specialUse: undefined,
    key: '',
    // where they cannot be listed, that is said when they are asked for
    count: await filesIn(path).then(
      (files) => files.length,
      () => undefined,
    ),
    mails: () => mailsIn(path),
  };
}

async function filesIn(path: string): Promise<{ name: string; file: string }[]> {
  const lists = await Promise.all(
    ['new', 'cur'].map(async (part) =>
      (await readdir(join(path, part))).map((name) => ({ name, file: join(path, part, name) })),
    ),
  );
  // a leading dot hides a file that is no mail
  const all = lists.flat().filter(({ name }) => !name.startsWith('.'));
  const byArrival = new Intl.Collator('en', { numeric: true });
  return all.sort((a, b) => byArrival.compare(a.name, b.name));
}

async function* mailsIn(path: string): AsyncGenerator<InItem, void, undefined> {
  const folder = await readFolder(path).catch((error: unknown) => leftUnread(path, error));
  if ('kind' in folder) {
    yield folder;
    return;
  }
  const { keywords, rest, files } = folder;
  for (const { name, file } of files) {
    const { unique, flags } = readFileName(name, keywords);
    const all = cleanFlags([...flags, ...(rest.get(unique) ?? [])]);
    yield await readMail(file, name, all).catch((error: unknown) => leftUnread(file, error));
  }
}

/** Without its keywords no mail of it is whole. */
async function readFolder(path: string) {
  return { keywords: await readKeywords(path), rest: await readRest(path), files: await filesIn(path) };
}

async function readMail(file: string, name: string, flags: string[]): Promise<InItem> {
  const { size, mtimeMs } = await lstatFile(file);
  if (size > limits.mailBytes)
    return { kind: 'refused', why: `${file} is larger than ${limits.mailBytes / 2 ** 20} MiB, and was left.` };
  const bytes = await readFile(file);
  const source = isRaw(name) ? bytes : fromFile(bytes);
  return { kind: 'mail', mail: { key: undefined, flags, internalDate: cleanDate(mtimeMs), source } };
}

async function lstatFile(file: string): Promise<{ size: number; mtimeMs: number }> {
  const found = await lstat(file);
  if (!found.isFile()) throw Object.assign(new Error('no file'), { code: 'it is no file' });
  return found;
}
