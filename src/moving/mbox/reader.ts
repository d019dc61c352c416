import { createReadStream } from 'node:fs';
import { CR, LF } from '../../base/bytes';
import { limits } from '../limits';
import { readFromLine } from './fromLine';

/** A mail as it stands in an mbox: quoted, without the From_ line and the blank line behind it. */
export type Slot =
  | { readonly kind: 'mail'; readonly nth: number; readonly date: number | undefined; readonly bytes: Buffer }
  /** Longer than `limits.mailBytes`: read past. */
  | { readonly kind: 'too-long'; readonly nth: number }
  /** Something before the first From_ line, or without one: this is no mbox. */
  | { readonly kind: 'no-mbox' };

/** How far past its beginning a From_ line and the beginning of the next are looked at. */
const reserve = 2 * limits.fromLineBytes;
/** How far back: the line end before. */
const behind = 3;

/**
 * The mails of an mbox, one after the other, in linear time and with never more than one in memory. Throws what the system
 * says where the file cannot be read.
 */
export async function* readMbox(file: string): AsyncGenerator<Slot, void, undefined> {
  const mail = openGathering();
  const scan = { ahead: 0 };
  // as if blank lines stood before the first mail
  let rest = Buffer.from('\n\n\n');
  const chunks = createReadStream(file, { highWaterMark: limits.readBytes }) as AsyncIterable<Buffer>;
  for await (const chunk of chunks) {
    const window = Buffer.concat([rest, chunk]);
    const end = Math.max(behind, window.length - reserve);
    yield* cut(window, end, mail, scan);
    rest = window.subarray(end - behind);
  }
  yield* cut(rest, rest.length, mail, scan);
  const last = mail.next(undefined);
  if (last) yield last;
}

/**
 * Gives the mails that end in `window` before `end`, and gathers what is behind the last. The first `behind` bytes were looked at
 * before, and `ahead` more: the rest of a From_ line.
 */
function* cut(window: Buffer, end: number, mail: Gathering, scan: { ahead: number }): Generator<Slot, void, undefined> {
  let given = behind + scan.ahead;
  for (let start = findStart(window, given, end); start; start = findStart(window, given, end)) {
    mail.add(window.subarray(given, start.at));
    const slot = mail.next(start.date);
    if (slot) yield slot;
    given = start.end;
  }
  if (given < end) mail.add(window.subarray(given, end));
  scan.ahead = Math.max(0, given - end);
}

interface Start {
  readonly at: number;
  /** Behind the line. */
  readonly end: number;
  readonly date: number | undefined;
}

/**
 * The next From_ line that begins in [from, end): with a date behind a blank line, with a date before a header field, or, behind a
 * blank line and before a field, as Thunderbird writes it at times: `From - `. So no sentence that somebody left unquoted cuts a mail in two.
 */
function findStart(window: Buffer, from: number, end: number): Start | undefined {
  for (let at = window.indexOf('From ', from); at >= 0 && at < end; at = window.indexOf('From ', at + 1)) {
    if (window[at - 1] !== LF) continue;
    const lf = window.indexOf(LF, at);
    if (lf < 0 || lf - at > limits.fromLineBytes) continue;
    const line = window.toString('latin1', at, lf).trimEnd();
    const date = readFromLine(line);
    const blank = isBlankBefore(window, at);
    const bare = line === 'From -' || line === 'From';
    if (date !== undefined ? blank || isField(window, lf + 1) : blank && bare && isField(window, lf + 1))
      return { at, end: lf + 1, date };
  }
  return undefined;
}

function isBlankBefore(bytes: Buffer, at: number): boolean {
  return bytes[at - 2] === LF || (bytes[at - 2] === CR && bytes[at - 3] === LF);
}

/** Whether a header field begins there. */
function isField(bytes: Buffer, at: number): boolean {
  return /^[!-9;-~]{1,80}:/.test(bytes.toString('latin1', at, at + 81));
}

type Gathering = ReturnType<typeof openGathering>;

/** Gathers the bytes of a mail. */
function openGathering() {
  const state = { nth: 0, date: undefined as number | undefined, length: 0, parts: [] as Buffer[], isMbox: true };
  return {
    add: (bytes: Buffer): void => {
      if (state.nth === 0) state.isMbox &&= /^\s*$/.test(bytes.toString('latin1', 0, 1000)) && bytes.length <= 1000;
      state.length += bytes.length;
      if (state.length <= limits.mailBytes) state.parts.push(bytes);
      else state.parts = [];
    },
    /** Ends the mail in hand, if there is one, and begins another. */
    next: (date: number | undefined): Slot | undefined => {
      const { nth, length, parts, date: own, isMbox } = state;
      Object.assign(state, { nth: nth + 1, date, length: 0, parts: [] });
      if (nth === 0) return isMbox ? undefined : { kind: 'no-mbox' };
      if (length > limits.mailBytes) return { kind: 'too-long', nth };
      return { kind: 'mail', nth, date: own, bytes: withoutBlankLine(Buffer.concat(parts)) };
    },
  };
}

/** Without the blank line at its end that stands before the next From_ line. */
function withoutBlankLine(bytes: Buffer): Buffer {
  const { length } = bytes;
  if (bytes[length - 1] !== LF) return bytes;
  const blank = bytes[length - 2] === CR ? 2 : 1;
  return length === blank || bytes[length - blank - 1] === LF ? bytes.subarray(0, length - blank) : bytes;
}
