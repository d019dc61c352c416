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
  return { size: bytes.length, envelope: readEnvelope(fields), root: part, ...(scan.cut && { cut: scan.cut }) };
}

interface Scan {
  readonly bytes: Buffer;
  readonly open: Boundaries;
  /** Parts so far. */
  parts: number;
  /** Line ends so far, and the offset up to which they have been counted: it only grows. */
  lines: number;
  counted: number;
  /** The limit past which something was not looked into. */
  cut?: 'parts' | 'depth';
}

/** What ended a body: a delimiter of the multipart at `level`, or the end of the message (level -1). */
interface Stop {
  readonly level: number;
  readonly closing: boolean;
  /** Where it begins. */
  readonly at: Mark;
  /** Where the line end before it begins, which belongs to a delimiter (RFC 2046 §5.1.1). */
  readonly before: Mark;
  /** Whether it follows at once on the line, a header's or another delimiter's, after which it was looked for. */
  readonly direct: boolean;
  /** Where the next line begins. */
  readonly next: number;
}

/** An offset, and how many line ends there are before it. */
interface Mark {
  readonly offset: number;
  readonly lines: number;
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
  const description = within(scan, depth, describe(header.fields, inDigest));
  const body = { offset: header.end, lines: countLines(scan, header.end) };
  const cut = header.end === (header.fields.at(-1)?.end ?? start);
  const { stop, ...tree } = readInside(scan, header.end, cut ? withoutParts(description) : description, depth);
  const part = { ...description.part, ...placeOf(start, body, stop), ...tree };
  return { fields: header.fields, stop, part };
}

/** A closed box where the limits forbid to look inside. */
function within(scan: Scan, depth: number, description: Description): Description {
  const limit = depth >= limits.depth ? 'depth' : scan.parts >= limits.parts ? 'parts' : undefined;
  if (limit === undefined) return description;
  const closed = opaque(description);
  if (closed !== description) scan.cut ??= limit;
  return closed;
}

/** A multipart whose header a delimiter cut short: that delimiter is not its own, even where the boundaries are alike. */
function withoutParts(description: Description): Description {
  return { ...description, boundary: undefined };
}

/**
 * The line end before a delimiter belongs to it, even where the header had taken it for its blank line. But where it ends a line of
 * something inside the part, another delimiter or a header, the part keeps it: Dovecot counts so, and clients check sizes.
 */
function placeOf(start: number, body: Mark, stop: Stop): Pick<Part, 'headerStart' | 'bodyStart' | 'bodyEnd' | 'lines'> {
  const end = stop.direct && stop.at.offset > body.offset ? stop.at : stop.before;
  return {
    headerStart: Math.min(start, end.offset),
    bodyStart: Math.min(body.offset, end.offset),
    bodyEnd: end.offset,
    lines: Math.max(0, end.lines - body.lines),
  };
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
  while (stop.level === level && opensPart(scan, stop)) {
    if (scan.parts >= limits.parts) {
      scan.cut ??= 'parts';
      break;
    }
    const child = readPart(scan, stop.next, depth + 1, inDigest);
    parts.push(child.part);
    stop = child.stop;
  }
  scan.open.pop();
  if (stop.level === level) stop = skipToDelimiter(scan, stop.next);
  return { parts, stop };
}

/** A delimiter without a line end is where the mail was cut off: nothing follows. */
function opensPart({ bytes }: Scan, { closing, next }: Stop): boolean {
  return !closing && bytes[next - 1] === LF;
}

/** Finds the first delimiter at or after `start`, the beginning of a line, of any multipart that is open. */
function skipToDelimiter(scan: Scan, start: number): Stop {
  const { bytes, open } = scan;
  let offset = open.depth === 0 ? -1 : start;
  while (offset >= 0) {
    const hit = open.match(bytes, offset);
    if (hit)
      return { ...hit, ...marks(scan, offset), direct: offset === start, next: lineAfter(bytes, offset, bytes.length) };
    const lineEnd = bytes.indexOf('\n--', offset);
    offset = lineEnd < 0 ? -1 : lineEnd + 1;
  }
  const end = { offset: bytes.length, lines: countLines(scan, bytes.length) };
  return { level: -1, closing: true, at: end, before: end, direct: false, next: bytes.length };
}

function marks(scan: Scan, offset: number): Pick<Stop, 'at' | 'before'> {
  const { bytes } = scan;
  const at = { offset, lines: countLines(scan, offset) };
  if (bytes[offset - 1] !== LF) return { at, before: at };
  return { at, before: { offset: bytes[offset - 2] === CR ? offset - 2 : offset - 1, lines: at.lines - 1 } };
}

/** Line ends before `end`: to be asked in ascending order. */
function countLines(scan: Scan, end: number): number {
  const { bytes } = scan;
  let at = bytes.indexOf(LF, scan.counted);
  while (at >= 0 && at < end) {
    scan.lines++;
    at = bytes.indexOf(LF, at + 1);
  }
  scan.counted = Math.max(scan.counted, end);
  return scan.lines;
}
