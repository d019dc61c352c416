import { CR, LF } from '../../base/bytes';
import { limits } from '../limits';
import { readFromLine } from './fromLine';

/** How far past its beginning a From_ line and the beginning of the next are looked at. */
export const reserve = 2 * limits.fromLineBytes;
/** How far back: the line end before. */
export const behind = 3;

/** A From_ line. Offsets in the window. */
export interface Start {
  readonly at: number;
  /** Behind the line. */
  readonly end: number;
  readonly date: number | undefined;
}

/**
 * The next From_ line that begins in [from, end): with a date behind a blank line, with a date before a header field, or, behind a
 * blank line and before a field, as Thunderbird writes it at times: `From - `. So no sentence that somebody left unquoted cuts a mail in two.
 */
export function findStart(window: Buffer, from: number, end: number): Start | undefined {
  for (let at = window.indexOf('From ', from); at >= 0 && at < end; at = window.indexOf('From ', at + 1)) {
    const start = startAt(window, at);
    if (start) return start;
  }
  return undefined;
}

/** The From_ line that begins there, if one does. */
export function startAt(window: Buffer, at: number): Start | undefined {
  if (window[at - 1] !== LF) return undefined;
  const lf = window.indexOf(LF, at);
  if (lf < 0 || lf - at > limits.fromLineBytes) return undefined;
  const line = window.toString('latin1', at, lf).trimEnd();
  const date = readFromLine(line);
  const blank = isBlankBefore(window, at);
  const bare = line === 'From -' || line === 'From';
  const isStart = date !== undefined ? blank || isField(window, lf + 1) : blank && bare && isField(window, lf + 1);
  return isStart ? { at, end: lf + 1, date } : undefined;
}

function isBlankBefore(bytes: Buffer, at: number): boolean {
  return bytes[at - 2] === LF || (bytes[at - 2] === CR && bytes[at - 3] === LF);
}

/** Whether a header field begins there. */
function isField(bytes: Buffer, at: number): boolean {
  return /^[!-9;-~]{1,80}:/.test(bytes.toString('latin1', at, at + 81));
}
