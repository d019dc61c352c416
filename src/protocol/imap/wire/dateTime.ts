import type { Cursor } from './cursor';
import { isDigit } from './lexical';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const longMonths = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july'],
  ...['august', 'september', 'october', 'november', 'december'],
];
const dayMs = 86_400_000;

/** A day, as a number of days since 1970-01-01: what SEARCH compares by. */
export type Day = number;

// date = date-text / DQUOTE date-text DQUOTE;  date-text = date-day "-" date-month "-" date-year   RFC 9051 §9
export function readDate(c: Cursor): Day {
  const quoted = c.take('"');
  const day = readDigits(c, 1, 2);
  const ms = readMonthAndYear(c, day);
  if (quoted) c.expect('"');
  return ms / dayMs;
}

// date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
export function readDateTime(c: Cursor): Date {
  c.expect('"');
  c.take(' ');
  const day = readMonthAndYear(c, readDigits(c, 1, 2));
  c.expect(' ');
  const hours = readDigits(c, 2, 2);
  c.expect(':');
  const minutes = readDigits(c, 2, 2);
  c.expect(':');
  const seconds = readDigits(c, 2, 2);
  c.expect(' ');
  const sign = c.take('-') ? 1 : (c.expect('+'), -1);
  const zone = readDigits(c, 4, 4);
  c.expect('"');
  if (hours > 23 || minutes > 59 || seconds > 60 || zone % 100 > 59) c.fail('There is no such time');
  return new Date(
    day + ((hours * 60 + minutes + sign * (Math.floor(zone / 100) * 60 + (zone % 100))) * 60 + seconds) * 1000,
  );
}

/** date-time in UTC, quotes and all. */
export function writeDateTime(date: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `"${day}-${months[date.getUTCMonth()] ?? 'Jan'}-${year} ${time} +0000"`;
}

/** The day of a moment, in UTC, which is how we write internal dates. */
export function dayOf(date: Date): Day {
  return Math.floor(date.getTime() / dayMs);
}

/**
 * The day a Date field names, its time and zone left aside (RFC 9051 §6.4.4); undefined where it names none. Takes
 * `Sun, 22 Nov 2026 ...` and what comes near it.
 */
export function dayOfField(text: string): Day | undefined {
  const words = text
    .slice(0, 200)
    .split(/[\s,-]+/)
    .filter((word) => word !== '');
  for (let i = 0; i + 2 < words.length; i++) {
    const [day = '', month = '', year = ''] = words.slice(i, i + 3);
    const ms =
      /^\d{1,2}$/.test(day) && /^\d{2,4}$/.test(year)
        ? dayMsOf(Number(day), shortMonth(month), fullYear(year))
        : undefined;
    if (ms !== undefined) return ms / dayMs;
  }
  return undefined;
}

/** `Nov` of `November`, which some mailers write, and `Sep` of `Sept`. */
function shortMonth(name: string): string {
  const month = name.length < 3 ? -1 : longMonths.findIndex((long) => long.startsWith(name.toLowerCase()));
  return months[month] ?? name;
}

/** Two- and three-digit years as RFC 5322 §4.3 reads them. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 4) return year;
  return text.length === 2 && year < 50 ? 2000 + year : 1900 + year;
}

function readMonthAndYear(c: Cursor, day: number): number {
  c.expect('-');
  const month = c.takeWhile((code) => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
  c.expect('-');
  const year = readDigits(c, 4, 4);
  return dayMsOf(day, month, year) ?? c.fail('There is no such day');
}

/** Milliseconds since 1970 of a day's first moment in UTC; undefined for the 31st of June. */
function dayMsOf(day: number, monthName: string, year: number): number | undefined {
  const month = months.findIndex((name) => name.toLowerCase() === monthName.toLowerCase());
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return month >= 0 && date.getUTCMonth() === month && date.getUTCDate() === day ? date.getTime() : undefined;
}

function readDigits(c: Cursor, least: number, most: number): number {
  const digits = c.takeWhile(isDigit);
  if (digits.length < least || digits.length > most) c.fail('Expected a date');
  return Number(digits);
}
