import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, UserError } from '../../base/errors';
import { hasFolders, kindOf } from '../files';
import { cleanDate, cleanFlags } from '../flags';
import { limits } from '../limits';
import { fromFile } from '../lineEnds';
import { filesPeer, type InItem, type Source, type SourceFolder } from '../mail';
import { readNote } from '../note';
import { readFileName } from './fileName';
import { readFolderLevel, readFolderName } from './folderName';
import { readKeywords, readRest } from './keywords';
import { isRaw } from './unique';

interface Place {
  readonly path: string;
  readonly name: string;
}

/**
 * A Maildir with its folders: Maildir++ (`.Sent` in it), or folders in folders (`Sent` in it, as mbsync and others have it), or
 * both. Nothing in it is changed. Throws UserError where there is no Maildir.
 */
export function openMaildirSource(folder: string): Source {
  return {
    peer: filesPeer,
    folders: async () => {
      const kind = await kindOf(folder);
      if (kind === 'nothing') throw new UserError(`There is no ${folder}.`);
      const places = kind === 'folder' ? await findPlaces(folder) : [];
      if (places.length === 0)
        throw new UserError(`${folder} is no Maildir: there is no folder with "cur" and "new" in it.`);
      return Promise.all(places.map(openPlace));
    },
    close: async () => undefined,
  };
}

/** Every folder with `cur` and `new` in it, with its mailbox name. Links are not followed. */
async function findPlaces(root: string): Promise<Place[]> {
  const notes = (await readNote(root))?.folders ?? {};
  const found: Place[] = [];
  const look = async (path: string, levels: readonly string[]): Promise<void> => {
    const isMaildir = await hasFolders(path, ['cur', 'new']);
    if (isMaildir) found.push({ path, name: levels.length === 0 ? 'INBOX' : levels.join('/') });
    if (levels.length >= limits.folderDepth) return;
    const inside = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    for (const { name } of inside.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isMaildir && ['cur', 'new', 'tmp'].includes(name)) continue;
      if (found.length >= limits.folders)
        throw new UserError(`There are more than ${limits.folders} mail folders in ${root}.`);
      await look(join(path, name), [...levels, ...levelsOf(name, path === root ? notes : {})]);
    }
  };
  await look(root, []);
  return found;
}

function levelsOf(disk: string, notes: Readonly<Record<string, string>>): string[] {
  const noted = Object.hasOwn(notes, disk) ? notes[disk] : undefined;
  if (noted !== undefined) return noted.split('/');
  return disk.startsWith('.') ? readFolderName(disk).split('/') : [readFolderLevel(disk)];
}

async function openPlace({ path, name }: Place): Promise<SourceFolder> {
  const count = (await filesIn(path)).length;
  return {
    name,
    below: name === 'INBOX' ? '' : name,
    specialUse: undefined,
    key: '',
    count,
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
  const keywords = await readKeywords(path);
  const rest = await readRest(path);
  for (const { name, file } of await filesIn(path)) {
    const { unique, flags } = readFileName(name, keywords);
    const read = await readMail(file);
    if (typeof read === 'string') {
      yield { kind: 'refused', why: read };
      continue;
    }
    const source = isRaw(name) ? read.bytes : fromFile(read.bytes);
    const all = cleanFlags([...flags, ...(rest.get(unique) ?? [])]);
    yield { kind: 'mail', mail: { key: undefined, flags: all, internalDate: cleanDate(read.time), source } };
  }
}

/** A mail's bytes and time, or a sentence that says why it cannot be had. */
async function readMail(file: string): Promise<{ bytes: Buffer; time: number } | string> {
  try {
    const { size, mtimeMs } = await lstatFile(file);
    if (size > limits.mailBytes) return `${file} is larger than ${limits.mailBytes / 2 ** 20} MiB, and was left.`;
    return { bytes: await readFile(file), time: mtimeMs };
  } catch (error) {
    return `${file} could not be read (${codeOf(error) ?? 'for an unknown reason'}), and was left.`;
  }
}

async function lstatFile(file: string): Promise<{ size: number; mtimeMs: number }> {
  const found = await lstat(file);
  if (!found.isFile()) throw Object.assign(new Error('no file'), { code: 'it is no file' });
  return found;
}
