import { NntpError, type Reply } from '../error';
import type { Wish } from './wish';

/** RFC 3977 §7.1: the server's clock, in UTC, to the second. */
export function askDate({ ask, command }: Wish): Promise<Date> {
  return ask(command('DATE'), { 111: readDate });
}

/** `111 yyyymmddhhmmss` */
function readDate(reply: Reply): Date {
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?: |$)/.exec(reply.text);
  const [year = NaN, month = NaN, ...rest] = digits?.slice(1).map(Number) ?? [];
  const date = new Date(Date.UTC(year, month - 1, ...rest));
  if (Number.isNaN(date.getTime())) throw new NntpError('unexpected-reply', { reply });
  return date;
}
