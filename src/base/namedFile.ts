import { readFileSync } from 'node:fs';
import { isNativeError } from 'node:util/types';
import { codeOf } from './errors';

/** Reads the file that a person has named, or standard input for "-". Throws what the file system says, with the `path`. */
export function readNamed(path: string): Buffer {
  try {
    return readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    throw naming(path, error);
  }
}

/** The error, with the `path`: Node's own names none where a folder is read as a file. */
export function naming(path: string, error: unknown): unknown {
  return isNativeError(error) && codeOf(error) === 'EISDIR' ? Object.assign(error, { path }) : error;
}
