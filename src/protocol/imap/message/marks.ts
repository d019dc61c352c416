import type { Marks } from '../backend';
import { writeDateTime } from '../wire/dateTime';

/** EMAILID (RFC 8474 §5.3), without its name. */
export function writeEmailId({ emailId }: Marks): string {
  return `(${emailId})`;
}

/**
 * THREADID. One that is told may never change (RFC 8474 §5.2), but a late mail that names two threads among its references makes them one:
 * a client sees that by THREAD.
 */
export const noThreadId = 'NIL';

/** SAVEDATE (RFC 8514 §4.2), without its name. */
export function writeSaveDate({ savedAt }: Marks): string {
  return savedAt ? writeDateTime(savedAt) : 'NIL';
}
