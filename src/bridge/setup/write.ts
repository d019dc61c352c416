import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { utf8 } from '../../base/bytes';
import { codeOf, UserError } from '../../base/errors';
import { writeFlushed } from '../../base/wholeFile';
import { type PlainStatement, writePlainDatabase } from '../../store';
import { makePrivateFolder } from '../paths';

/** A file by its name in the folder it belongs to: text, or an SQLite database. */
export type SetupFile =
  | { readonly name: string; readonly content: string }
  | { readonly name: string; readonly database: readonly PlainStatement[] };

/**
 * Writes a file (0600), whole or not at all. Throws UserError where something of that name is there, unless `force`, and
 * where the folder it should go to is not.
 */
export function writePrivateFile(path: string, content: string, force: boolean): void {
  mustHaveFolder(dirname(resolve(path)));
  if (kindOf(path) === 'folder') throw new UserError(`${path} is a folder. Name a file.`);
  if (kindOf(path) === 'file' && !force) throw isThere(path);
  putInPlace(path, { name: path, content });
}

/** How a folder that this program has written is known again: a file in it begins with the mark. */
export interface Mark {
  readonly file: string;
  readonly text: string;
}

/**
 * Writes a folder (0700) of files. One that has anything in it is refused; but with `force`, and the mark in it, the files take
 * the place of those of the same names, and everything else stays. Throws UserError.
 */
export function writePrivateFolder(path: string, files: readonly SetupFile[], mark: Mark, force: boolean): void {
  mustHaveFolder(dirname(resolve(path)));
  const kind = kindOf(path);
  if (kind === 'file') throw new UserError(`${path} is a file. Name a folder.`);
  const folder = kind === undefined ? resolve(path) : realpathSync(path);
  if (kind === undefined || readdirSync(folder).length === 0) {
    writeNew(folder, files);
    return;
  }
  if (!isMarked(folder, mark))
    throw new UserError(
      `${path} has something in it that nymbridge did not write. Name a folder that is empty, or not there yet.`,
    );
  if (!force) throw isThere(path);
  mustBeClosed(folder);
  for (const file of files) putInPlace(join(folder, file.name), file);
}

/** Beside its place first, so that half a folder is never there. */
function writeNew(folder: string, files: readonly SetupFile[]): void {
  const temporary = `${folder}.${process.pid}.tmp`;
  try {
    makePrivateFolder(temporary);
    for (const file of files) writeOut(join(temporary, file.name), file);
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function putInPlace(path: string, file: SetupFile): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeOut(temporary, file);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function writeOut(path: string, file: SetupFile): void {
  if ('content' in file) {
    writeFlushed(path, utf8(file.content), 0o600);
    return;
  }
  const open = openSync(path, 'wx', 0o600);
  try {
    writePlainDatabase(path, file.database);
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

function isThere(path: string): UserError {
  return new UserError(`${path} is there already. Give --force to write over it, or name another.`);
}

function isMarked(folder: string, { file, text }: Mark): boolean {
  return kindOf(join(folder, file)) === 'file' && readFileSync(join(folder, file), 'utf8').startsWith(text);
}

/** Thunderbird writes its settings when it ends: what is put in their place before would be lost. */
function mustBeClosed(folder: string): void {
  const pid = Number(/\+(\d+)$/.exec(lockOf(folder))?.[1]);
  if (Number.isNaN(pid) || !isAlive(pid)) return;
  throw new UserError(`Thunderbird has ${folder} open. Close it first.`);
}

/** On Unix it is a link to nowhere that names address and process. */
function lockOf(folder: string): string {
  try {
    return readlinkSync(join(folder, 'lock'));
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function mustHaveFolder(folder: string): void {
  if (kindOf(folder) !== 'folder') throw new UserError(`There is no folder ${folder}. Make it first.`);
}

function kindOf(path: string): 'folder' | 'file' | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}
