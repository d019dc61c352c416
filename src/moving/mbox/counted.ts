import { fstatSync, readSync } from 'node:fs';
import { CR, LF } from '../../base/bytes';
import { fieldRaw, firstField, readHeader } from '../../protocol/mime';
import { limits } from '../limits';
import { exportedId } from './marks';
import { behind, reserve, startAt } from './start';

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

/** Whether the file ends there, or a mail begins, behind one line end or none. */
function isEnd(file: number, at: number): boolean {
  const window = readAt(file, at - behind, behind + reserve);
  const rest = window.subarray(behind);
  const lineEnd = rest[0] === LF ? 1 : rest[0] === CR && rest[1] === LF ? 2 : 0;
  if (rest.length === lineEnd) return at <= fstatSync(file).size;
  return (
    window.subarray(behind + lineEnd, behind + lineEnd + 5).equals(from) &&
    startAt(window, behind + lineEnd) !== undefined
  );
}

const from = Buffer.from('From ');

function readAt(file: number, at: number, most: number): Buffer {
  const bytes = Buffer.alloc(most);
  return bytes.subarray(0, readSync(file, bytes, 0, most, at));
}
