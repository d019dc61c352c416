import { NntpError } from '../error';
import { listing } from '../listing';
import { rangeWord } from '../wire/commandLine';
import { type Answers, eachLine, type Turn } from '../wire/reply';
import { type NumberRange, readNumber } from './group';
import type { Wish } from './wish';

/** One line of the overview (RFC 3977 §8.1): header fields unfolded and not decoded, '' where the article has none. */
export interface Overview {
  readonly number: number;
  readonly subject: string;
  readonly from: string;
  readonly date: string;
  /** With brackets. */
  readonly messageId: string;
  readonly references: string;
  /** Octets and lines as the server counts them; undefined where it does not say. */
  readonly bytes: number | undefined;
  readonly lines: number | undefined;
}

/** One header field of one article. */
export interface FieldValue {
  /** 0 when asked for by Message-ID. */
  readonly number: number;
  readonly value: string;
}

/** The old name of a command and the code it answers with, for servers from before RFC 3977. */
interface Spelling {
  readonly verb: string;
  readonly code: number;
}
const overSpellings: readonly Spelling[] = [
  { verb: 'OVER', code: 224 },
  { verb: 'XOVER', code: 224 },
];
const hdrSpellings: readonly Spelling[] = [
  { verb: 'HDR', code: 225 },
  { verb: 'XHDR', code: 221 },
];

/** OVER, or XOVER where the server does not know that (RFC 3977 §8.3, RFC 2980 §2.8). A range without articles gives none. */
export function listOverview(wish: Wish, range: NumberRange): AsyncIterable<Overview> {
  return listing((add) =>
    askEither(wish, overSpellings, [rangeWord('OVER', range.from, range.to)], inRange(range, readOverview, add)),
  );
}

/** HDR, or XHDR (RFC 3977 §8.5, RFC 2980 §2.6): one field of each article in a range. */
export function listField(wish: Wish, field: string, range: NumberRange): AsyncIterable<FieldValue> {
  return listing((add) => {
    const words = [field, rangeWord('HDR', range.from, range.to)];
    return askEither(wish, hdrSpellings, words, inRange(range, readFieldValue, add));
  });
}

/**
 * Reads the lines of a list; one that is no line of it, or about an article not asked for, makes the list bad. So do more lines than
 * were asked for, which are not kept: a server could else fill the memory with one number.
 */
function inRange<T extends { readonly number: number }>(
  { from, to = Infinity }: NumberRange,
  read: (line: string) => T | undefined,
  add: (item: T) => void,
): (turn: Turn) => Promise<void> {
  return (turn) => {
    let left = to - from + 1;
    return eachLine(turn, (line) => {
      const item = left-- > 0 ? read(line) : undefined;
      const fine = item !== undefined && item.number >= from && item.number <= to;
      if (fine) add(item);
      return fine;
    });
  };
}

async function askEither(
  { ask, command }: Wish,
  [modern, old]: readonly Spelling[],
  words: readonly string[],
  read: (turn: Turn) => Promise<void>,
): Promise<void> {
  const answers = (code: number): Answers<void> => ({
    [code]: (_reply, turn) => read(turn),
    420: () => undefined,
    423: () => undefined,
  });
  const asked = async (how: Spelling | undefined): Promise<void> => {
    if (how) await ask(command(how.verb, ...words), answers(how.code));
  };
  try {
    await asked(modern);
  } catch (error) {
    if (!(error instanceof NntpError) || error.code !== 'not-supported') throw error;
    await asked(old);
  }
}

/** `number TAB subject TAB from TAB date TAB message-id TAB references TAB bytes TAB lines` and more (RFC 3977 §8.3.2). */
function readOverview(line: string): Overview | undefined {
  const number = readNumber(line);
  if (number === undefined) return undefined;
  const [, subject = '', from = '', date = '', messageId = '', references = '', bytes = '', lines = ''] =
    line.split('\t');
  return { number, subject, from, date, messageId, references, bytes: readCount(bytes), lines: readCount(lines) };
}

function readFieldValue(line: string): FieldValue | undefined {
  const number = readNumber(line);
  return number === undefined ? undefined : { number, value: line.slice(String(number).length).trimStart() };
}

function readCount(text: string): number | undefined {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}
