import { lstat, mkdir, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../base/errors';
import { removeLeftovers } from '../base/leftovers';
import { randomPlainText, systemRandom } from '../base/random';
import { flushFolder } from '../base/wholeFile';

// Files that are whole or not there at all, and readable by their owner only.

/** Files of ours that are not whole yet, and those that have been. */
const begun = new Set<string>();

/**
 * A name beside a file's, for what is to take its place: nobody else writes to it, whoever else writes such a file now. What was left
 * by processes that died is removed.
 */
export function nameBeside(path: string): string {
  const name = basename(path);
  removeLeftovers(dirname(path), `${name}.`, '.part', begun);
  const beside = `${name}.${process.pid}.${randomPlainText(systemRandom, 10)}.part`;
  begun.add(beside);
  return join(dirname(path), beside);
}

/** Writes a file anew: beside its place first, on disk for good, then in its place. */
export async function writeWhole(path: string, pieces: Iterable<Uint8Array>): Promise<void> {
  const unfinished = nameBeside(path);
  await writeSynced(unfinished, pieces);
  await rename(unfinished, path);
  flushFolder(dirname(path));
}

/**
 * Writes a file that nobody looks at yet, with `time` as the time of its content; it is on disk for good afterwards, or gone.
 * What has its name, left by a run that was cut off or laid there as a link by somebody else, is removed and not written to.
 */
export async function writeSynced(path: string, pieces: Iterable<Uint8Array>, time?: Date): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    for (const piece of pieces) await file.writeFile(piece);
    if (time) await file.utimes(time, time);
    await file.sync();
  } catch (error) {
    await file.close();
    await unlink(path);
    throw error;
  }
  await file.close();
}

/** A folder that only its owner can enter, its superiors with it; its name is on disk for good. One that is there keeps its permissions. */
export async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) flushFolder(dirname(made));
}

/** A small file as text; undefined where there is none, or none of that size. */
export async function readSmall(path: string, limit: number): Promise<string | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() && found.size <= limit ? await readFile(path, 'utf8') : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether a folder, or anything else, is there. Links are followed, unless `look` does not. */
export async function kindOf(
  path: string,
  look: typeof stat | typeof lstat = stat,
): Promise<'folder' | 'file' | 'other' | 'nothing'> {
  try {
    const found = await look(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'nothing';
    throw error;
  }
}

/** Whether all of these are folders in `folder`; a link to one is none. */
export async function hasFolders(folder: string, names: readonly string[]): Promise<boolean> {
  const kinds = await Promise.all(names.map((name) => kindOf(join(folder, name), lstat)));
  return kinds.every((kind) => kind === 'folder');
}
