import { asBuffer, CR, LF } from '../../base/bytes';
import type { Boundaries } from './boundaries';
import { openBoundaries } from './boundaries';
import { readEnvelope } from './envelope';
import { lineAfter, readHeader } from './header';
import { limits } from './limits';
import type { Description } from './describe';
import { describe, opaque } from './describe';
import type { Header, Message, Part, Structure } from './types';

/**
 * Reads a whole message into its part tree (RFC 2045, RFC 2046), in one pass over the bytes. Never throws: whatever the
 * bytes are, they are a message of at least one part. LF and CRLF both end a line.
 */
export function readStructure(source: Uint8Array): Structure {
  const bytes = asBuffer(source);
  const scan: Scan = { bytes, open: openBoundaries(), parts: 0, counted: 0, lines: 0 };
  const { fields, part } = readPart(scan, 0, 0, false);
  return { size: bytes.length, envelope: readEnvelope(fields), root: part };
}

interface Scan {
  readonly bytes: Buffer;
  readonly open: Boundaries;
  /** Parts so far. */
  parts: number;
  /** Line ends so far, and the offset up to which they have been counted: it only grows. */
  lines: number;
  counted: number;
}

/** What ended a body: a delimiter of the multipart at `level`, or the end of the message (level -1). */
interface Stop {
  readonly level: number;
  readonly closing: boolean;
  /** The body's end: the line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1). */
  readonly bodyEnd: number;
  /** Line ends in the message before `bodyEnd`. */
  readonly lines: number;
  /** Where the next line begins. */
  readonly next: number;
}

interface Inside {
  readonly parts: readonly Part[];
  readonly message?: Message;
  readonly stop: Stop;
}

interface Found {
  readonly fields: Header['fields'];
  readonly part: Part;
  readonly stop: Stop;
}

function readPart(scan: Scan, start: number, depth: number, inDigest: boolean): Found {
  scan.parts++;
  const { bytes, open } = scan;
  const isDelimiter = (at: number) => open.depth > 0 && open.match(bytes, at) !== undefined;
  const header = readHeader(bytes, start, bytes.length, isDelimiter);
  const full = depth >= limits.depth || scan.parts >= limits.parts;
  const description = full ? opaque(describe(header.fields, inDigest)) : describe(header.fields, inDigest);
  const linesBefore = countLines(scan, header.end);
  const cut = header.end === (header.fields.at(-1)?.end ?? start);
  const { stop, ...tree } = readInside(scan, header.end, cut ? withoutParts(description) : description, depth);
  const place = placeOf(start, header.end, stop.bodyEnd);
  const lines = Math.max(0, stop.lines - linesBefore);
  return { fields: header.fields, stop, part: { ...description.part, ...place, lines, ...tree } };
}

/** A multipart whose header a delimiter cut short: that delimiter is not its own, even where the boundaries are alike. */
function withoutParts(description: Description): Description {
  return { ...description, boundary: undefined };
}

/** The line end before a delimiter belongs to the delimiter, even where the header had taken it for its blank line. */
function placeOf(
  start: number,
  headerEnd: number,
  bodyEnd: number,
): Pick<Part, 'headerStart' | 'bodyStart' | 'bodyEnd'> {
  return { headerStart: Math.min(start, bodyEnd), bodyStart: Math.min(headerEnd, bodyEnd), bodyEnd };
}

function readInside(scan: Scan, start: number, description: Description, depth: number): Inside {
  const {
    boundary,
    holdsMessage,
    part: { subtype },
  } = description;
  if (boundary !== undefined) return readChildren(scan, start, boundary, depth, subtype === 'digest');
  if (!holdsMessage) return { parts: [], stop: skipToDelimiter(scan, start) };
  const { fields, part, stop } = readPart(scan, start, depth + 1, false);
  return { parts: [], message: { envelope: readEnvelope(fields), part }, stop };
}

// preamble *(delimiter part) [closing-delimiter epilogue]: RFC 2046 §5.1.1
function readChildren(scan: Scan, start: number, boundary: string, depth: number, inDigest: boolean): Inside {
  const level = scan.open.depth;
  scan.open.push(boundary);
  let stop = skipToDelimiter(scan, start);
  const parts: Part[] = [];
  while (stop.level === level && !stop.closing && scan.parts < limits.parts) {
    const child = readPart(scan, stop.next, depth + 1, inDigest);
    parts.push(child.part);
    stop = child.stop;
  }
  scan.open.pop();
  if (stop.level === level) stop = skipToDelimiter(scan, stop.next);
  return { parts, stop };
}

/** Finds the first delimiter at or after `start`, the beginning of a line, of any multipart that is open. */
function skipToDelimiter(scan: Scan, start: number): Stop {
  const { bytes, open } = scan;
  let at = open.depth === 0 ? -1 : start;
  while (at >= 0) {
    const hit = open.match(bytes, at);
    if (hit) return { ...hit, ...endBefore(scan, at), next: lineAfter(bytes, at, bytes.length) };
    const lineEnd = bytes.indexOf('\n--', at);
    at = lineEnd < 0 ? -1 : lineEnd + 1;
  }
  return { level: -1, closing: true, ...endAt(scan, bytes.length), next: bytes.length };
}

function endBefore(scan: Scan, delimiter: number): Pick<Stop, 'bodyEnd' | 'lines'> {
  const { bytes } = scan;
  if (bytes[delimiter - 1] !== LF) return endAt(scan, delimiter);
  return endAt(scan, bytes[delimiter - 2] === CR ? delimiter - 2 : delimiter - 1);
}

function endAt(scan: Scan, bodyEnd: number): Pick<Stop, 'bodyEnd' | 'lines'> {
  return { bodyEnd, lines: countLines(scan, bodyEnd) };
}

/** Line ends before `end`. To be asked in ascending order, but for the one line end that a delimiter takes back. */
function countLines(scan: Scan, end: number): number {
  const { bytes } = scan;
  if (end < scan.counted) return scan.lines - 1;
  let at = bytes.indexOf(LF, scan.counted);
  while (at >= 0 && at < end) {
    scan.lines++;
    at = bytes.indexOf(LF, at + 1);
  }
  scan.counted = end;
  return scan.lines;
}
