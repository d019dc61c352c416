import { CR, LF, latin1 } from '../../../base/bytes';

const crlf = latin1('\r\n');

/**
 * Chooses, from headers, the fields of these names, each with its bytes as they are, and the blank line at the end, made where the header
 * has none: clients look for it. With `not`, the header without them, and as it is otherwise (RFC 9051 §6.4.5.1). A field is what
 * `readHeader` takes for one; it is not asked because clients want three fields of ten thousand messages.
 */
export function fieldChooser(names: readonly string[], not: boolean): (header: Buffer) => Buffer {
  const isNamed = nameFinder(names);
  return (header) => {
    const chosen = Buffer.allocUnsafe(header.length + crlf.length);
    let [length, from, at] = [0, 0, 0];
    // fields that stand together are copied together
    const take = (end: number) => {
      if (end > from) length += header.copy(chosen, length, from, end);
    };
    while (at < header.length && !isBlankLine(header, at)) {
      const end = fieldEnd(header, at);
      if (isNamed(header, at, nameEnd(header, at, end)) === not) {
        take(at);
        from = end;
      }
      at = end;
    }
    take(header.length);
    if (at === header.length && !not) length += crlf.copy(chosen, length);
    return chosen.subarray(0, length);
  };
}

/** Where the line begins that is not folded into the one at `start` (RFC 5322 §2.2.3). */
function fieldEnd(header: Buffer, start: number): number {
  let at = start;
  do {
    const lf = header.indexOf(LF, at);
    at = lf < 0 ? header.length : lf + 1;
  } while (at < header.length && isBlank(header[at]));
  return at;
}

function isBlankLine(header: Buffer, at: number): boolean {
  return header[at] === LF || (header[at] === CR && header[at + 1] === LF);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

/** Where the name of a field ends; `start` itself for a line that is no field. */
function nameEnd(header: Buffer, start: number, end: number): number {
  if (isBlank(header[start])) return start;
  for (let at = start; at < end; at++) {
    if (header[at] === 0x3a) return endOfWord(header, start, at);
    if (header[at] === LF) return start;
  }
  return start;
}

/** Blanks before the colon are not part of the name (RFC 5322 §4.5.1). */
function endOfWord(header: Buffer, start: number, colon: number): number {
  let end = colon;
  while (end > start && isSpace(header[end - 1])) end--;
  return end;
}

/** What `trimEnd` takes off, of single bytes. */
function isSpace(byte: number | undefined): boolean {
  return byte !== undefined && (byte === 0x20 || byte === 0xa0 || (byte >= 0x09 && byte <= 0x0d));
}

/** Whether the bytes [start, end) are one of the names, in any case. Nearly always the length and the first letter tell that they are not. */
function nameFinder(names: readonly string[]): (header: Buffer, start: number, end: number) => boolean {
  const byBeginning = new Map<number, string[]>();
  for (const name of new Set(names.map((one) => one.toLowerCase()))) {
    const key = beginning(name.length, name.charCodeAt(0));
    byBeginning.set(key, [...(byBeginning.get(key) ?? []), name]);
  }
  return (header, start, end) => {
    if (end === start) return byBeginning.has(nameless);
    const candidates = byBeginning.get(beginning(end - start, small(header[start] ?? 0)));
    return candidates?.some((name) => isAt(header, start, name)) ?? false;
  };
}

const nameless = 0;

function isAt(header: Buffer, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (small(header[start + i] ?? 0) !== name.charCodeAt(i)) return false;
  return true;
}

function beginning(length: number, first: number): number {
  return length === 0 ? nameless : length * 256 + first;
}

/** As toLowerCase does it, of one character a byte. */
function small(byte: number): number {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0xc0 && byte <= 0xde && byte !== 0xd7) ? byte + 0x20 : byte;
}
