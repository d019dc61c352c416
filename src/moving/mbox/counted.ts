import { fstatSync, readSync } from 'node:fs';
import { fieldRaw, firstField, readHeader } from '../../protocol/mime';
import { limits } from '../limits';
import { readFromLine } from './fromLine';
import { exportedId } from './marks';

// Some programs (Dovecot, mutt's mboxcl2) quote nothing, and count instead: Content-Length says where a mail ends, and what looks like
// the beginning of another in it is none. A field of that name can be a sender's as well, so it is taken for the program's only where
// a mail ends exactly there, and only as long as all mails before it in the file have a right one too.

/**
 * How many bytes the mail has that begins at `at` in an open file, by its own count. Undefined where it has none, or one that is wrong.
 * Looks at two places of the file, however long the mail is.
 */
export function countedLength(file: number, at: number): number | undefined {
  const head = readAt(file, at, limits.countedHeaderBytes);
  const { fields, end } = readHeader(head);
  const field = firstField(fields, 'Content-Length');
  const count = field ? fieldRaw(field) : '';
  if (!/^\d{1,12}$/.test(count) || end === head.length || exportedId(head) !== undefined) return undefined;
  const length = end + Number(count);
  return isEnd(file, at + length) ? length : undefined;
}

/** Whether the file ends there, or a From_ line begins, behind a blank line or not. */
function isEnd(file: number, at: number): boolean {
  const text = readAt(file, at, limits.fromLineBytes)
    .toString('latin1')
    .replace(/^\r?\n/, '');
  if (text === '') return at <= fstatSync(file).size;
  const [line = ''] = text.split('\n', 1);
  return readFromLine(line.trimEnd()) !== undefined;
}

function readAt(file: number, at: number, most: number): Buffer {
  const bytes = Buffer.alloc(most);
  return bytes.subarray(0, readSync(file, bytes, 0, most, at));
}
