import { closeSync, createReadStream, openSync } from 'node:fs';
import { CR, LF } from '../../base/bytes';
import { limits } from '../limits';
import { countedLength } from './counted';
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
  const fd = openSync(file, 'r');
  try {
    const mail = openGathering();
    // as if blank lines stood before the first mail
    let rest = Buffer.from('\n'.repeat(behind));
    const scan: Scan = { fd, base: -behind, ahead: 0, until: 0, isCounted: true };
    const chunks = createReadStream(file, { fd, autoClose: false, start: 0, highWaterMark: limits.readBytes });
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      const window = Buffer.concat([rest, chunk]);
      const end = Math.max(behind, window.length - reserve);
      yield* cut(window, end, mail, scan);
      rest = window.subarray(end - behind);
      scan.base += end - behind;
    }
    yield* cut(rest, rest.length, mail, scan);
    const last = mail.next();
    if (last) yield last;
  } finally {
    closeSync(fd);
  }
}

/** How far a file is read. Offsets in the file but for `ahead`. */
interface Scan {
  readonly fd: number;
  /** Of the window's first byte. */
  base: number;
  /** How much more than `behind` of the window was looked at before. */
  ahead: number;
  /** What looks like a beginning before this is in a mail that has counted its bytes. */
  until: number;
  /** Whether all mails so far have. */
  isCounted: boolean;
}

/**
 * Gives the mails that end in `window` before `end`, and gathers what is behind the last. The first `behind` bytes were looked at
 * before, and `ahead` more: the rest of a From_ line.
 */
function* cut(window: Buffer, end: number, mail: Gathering, scan: Scan): Generator<Slot, void, undefined> {
  let given = behind + scan.ahead;
  const next = () => findStart(window, Math.max(given, scan.until - scan.base), end);
  for (let start = next(); start; start = next()) {
    mail.add(window.subarray(given, start.at));
    const slot = mail.next(start.date, counted(scan, scan.base + start.end));
    if (slot) yield slot;
    given = start.end;
  }
  if (given < end) mail.add(window.subarray(given, end));
  scan.ahead = Math.max(0, given - end);
}

/** How long the mail that begins there is by its own count; nothing that looks like a beginning in it is one. */
function counted(scan: Scan, at: number): number | undefined {
  const length = scan.isCounted ? countedLength(scan.fd, at) : undefined;
  scan.isCounted = length !== undefined;
  scan.until = at + (length ?? 0);
  return length;
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

/** The mail in hand. */
interface State {
  nth: number;
  date?: number;
  /** By its own count. */
  ownLength?: number;
  /** Without end, also where its bytes are no longer kept. */
  length: number;
  parts: Buffer[];
  isMbox: boolean;
}

type Gathering = ReturnType<typeof openGathering>;

/** Gathers the bytes of a mail. */
function openGathering() {
  const state: State = { nth: 0, length: 0, parts: [], isMbox: true };
  return {
    add: (bytes: Buffer): void => {
      if (state.nth === 0) state.isMbox &&= /^\s*$/.test(bytes.toString('latin1', 0, 1000)) && bytes.length <= 1000;
      state.length += bytes.length;
      if (state.length <= limits.mailBytes) state.parts.push(bytes);
      else state.parts = [];
    },
    /** Ends the mail in hand, if there is one, and begins another, which may have counted its bytes. */
    next: (date?: number, ownLength?: number): Slot | undefined => {
      const { nth, length, parts, date: own, ownLength: counted, isMbox } = state;
      Object.assign(state, { nth: nth + 1, date, ownLength, length: 0, parts: [] });
      if (nth === 0) return isMbox ? undefined : { kind: 'no-mbox' };
      if (length > limits.mailBytes) return { kind: 'too-long', nth };
      const bytes = Buffer.concat(parts);
      const mail = counted === undefined ? withoutBlankLine(bytes) : bytes.subarray(0, counted);
      return { kind: 'mail', nth, date: own, bytes: mail };
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
