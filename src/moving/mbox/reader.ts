import { closeSync, createReadStream, openSync } from 'node:fs';
import { CR, LF } from '../../base/bytes';
import { limits } from '../limits';
import { countedLength } from './counted';
import { behind, findStart, reserve } from './start';

/** A mail as it stands in an mbox: quoted, without the From_ line and the blank line behind it. */
export type Slot =
  | { readonly kind: 'mail'; readonly nth: number; readonly date: number | undefined; readonly bytes: Buffer }
  /** Longer than `limits.mailBytes`: read past. */
  | { readonly kind: 'too-long'; readonly nth: number }
  /** Something before the first From_ line, or without one: this is no mbox. */
  | { readonly kind: 'no-mbox' };

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
