import { existsSync, readFileSync, statSync } from 'node:fs';
import { UserError } from '../../base/errors';

/** Settings and secrets, written by hand: a megabyte is thousands of lines. */
const mostBytes = 1024 * 1024;

/** A text file whole, or undefined where there is none. Throws UserError where it is no text, or too long for one. */
export function readText(path: string): string | undefined {
  const bytes = readShort(path);
  return bytes && textOf(bytes, path);
}

/** The same where it is not known yet to be text: it may be encrypted. */
export function readShort(path: string): Buffer | undefined {
  if (!existsSync(path) || !statSync(path).isFile()) return undefined;
  if (statSync(path).size > mostBytes) throw new UserError(`${path} is too large: it should be a short list.`);
  return readFileSync(path);
}

/** Bytes as text. Throws UserError where they are not UTF-8; `name` says what they are of. */
export function textOf(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError(`${name} is not a text in UTF-8. Convert it first, with iconv for example.`, { cause: error });
  }
}
