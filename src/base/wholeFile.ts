import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeOf } from './errors';

/**
 * Writes a file whole or not at all, on disk when it returns: one of another name beside it, flushed, takes its place, and the
 * folder is flushed. A file that is there is replaced. Throws what the file system says.
 */
export function writeWhole(path: string, bytes: Uint8Array, mode: number): void {
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  rmSync(unfinished, { force: true }); // of a process with this number that died
  try {
    writeFlushed(unfinished, bytes, mode);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  flushFolder(dirname(path));
}

/** Writes a new file, on disk when it returns, in a place where nobody looks yet. Throws what the file system says. */
export function writeFlushed(path: string, bytes: Uint8Array, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Makes names given in a folder last through a power cut. Where folders cannot be flushed (Windows, some network disks, one that may
 * be written to and not be read), the file system sees to it, or nobody can.
 */
export function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  let handle: number | undefined;
  try {
    handle = openSync(folder, 'r');
    fsyncSync(handle);
  } catch (error) {
    if (!['EACCES', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
