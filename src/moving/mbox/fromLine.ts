import { limits } from '../limits';

// An mbox's mails each begin with a line `From SENDER DATE`, the date as asctime(3) writes it (RFC 4155 appendix A).

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A From_ line with that date in UTC, with its line end. No sender is told: the header says who it was. */
export function writeFromLine(date: number): string {
  const at = new Date(date);
  const two = (n: number) => String(n).padStart(2, '0');
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  const day = String(at.getUTCDate()).padStart(2, ' ');
  const year = String(at.getUTCFullYear()).padStart(4, '0');
  return `From MAILER-DAEMON ${days[at.getUTCDay()] ?? ''} ${months[at.getUTCMonth()] ?? ''} ${day} ${time} ${year}\n`;
}

/**
 * The date of a From_ line, in ms since 1970: UTC, where it names no zone as `+0200`. Undefined where the line ends without a
 * date: then it is a sentence that begins with "From", and none of these lines.
 */
export function readFromLine(line: string): number | undefined {
  const words = line.slice(0, limits.fromLineBytes).split(/\s+/).filter(Boolean);
  const at = words.findIndex((word, i) => days.includes(word) && months.includes(words[i + 1] ?? ''));
  if (words[0] !== 'From' || at < 0) return undefined;
  const [, month = '', day = '', time = '', ...rest] = words.slice(at);
  const clock = readTime(time);
  const year = rest.find((word) => /^\d{4}$/.test(word));
  if (!/^\d{1,2}$/.test(day) || clock === undefined || year === undefined || rest.length > 3) return undefined;
  const date = Date.UTC(Number(year), months.indexOf(month), Number(day)) + clock;
  return date - zoneMs(rest.find((word) => /^[+-]\d{4}$/.test(word)));
}

/** `hh:mm` or `hh:mm:ss`, as milliseconds. */
function readTime(text: string): number | undefined {
  const match = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text);
  if (!match) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((digits: string | undefined) => Number(digits ?? 0));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
