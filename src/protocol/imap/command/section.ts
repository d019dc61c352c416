import { isAsciiText } from '../../../base/bytes';
import { limits } from '../limits';
import type { Section, SectionText } from '../message/section';
import type { Cursor } from '../wire/cursor';
import { isDigit, readAstring, readList, readNumber64, readPositive } from '../wire/lexical';
import { writeAstring } from '../wire/write';

/** `<start.length>`: at most `length` bytes from `start` (RFC 9051 §6.4.5). */
export interface Partial {
  readonly start: number;
  readonly length: number;
}

// section = "[" [section-spec] "]"                                          RFC 9051 §9
export function readSection(c: Cursor): Section {
  c.expect('[');
  const path = readPath(c);
  const text = c.peek() === ']' ? undefined : readSectionText(c, path.length > 0);
  c.expect(']');
  return text ? { path, text } : { path };
}

// section-binary = "[" [section-part] "]"
export function readBinarySection(c: Cursor): number[] {
  c.expect('[');
  const path = readPath(c);
  c.expect(']');
  return path;
}

// partial = "<" number64 "." nz-number64 ">"
export function readPartial(c: Cursor): Partial | undefined {
  if (!c.take('<')) return undefined;
  const start = readNumber64(c);
  c.expect('.');
  const length = readNumber64(c);
  if (length === 0) c.fail('Expected a number above zero');
  c.expect('>');
  return { start, length };
}

/** The section as the answer names it, brackets and all: wire text. */
export function writeSection({ path, text }: Section): string {
  return `[${[...path, ...(text ? [writeSectionText(text)] : [])].join('.')}]`;
}

function writeSectionText(text: SectionText): string {
  return 'fields' in text ? `${text.kind} (${text.fields.map(writeAstring).join(' ')})` : text.kind;
}

/** header-fld-name = astring; in ASCII, as the answer names it again in quotes. */
function readFieldName(c: Cursor): string {
  const name = readAstring(c).toString('latin1');
  return isAsciiText(name) ? name : c.fail('The name of a field is in ASCII, before this point');
}

/** section-part = nz-number *("." nz-number), and the dot before what follows it. */
function readPath(c: Cursor): number[] {
  const path: number[] = [];
  while (isDigit(c.peek().charCodeAt(0))) {
    if (path.length >= limits.nesting) c.fail('Too many levels of parts');
    path.push(readPositive(c));
    if (!c.take('.')) {
      if (c.peek() !== ']') c.fail('Expected a dot or ]');
      return path;
    }
  }
  if (path.length > 0 && c.peek() === ']') c.fail('Expected a part after the dot');
  return path;
}

// section-text = section-msgtext / "MIME";  section-msgtext = "HEADER" / "HEADER.FIELDS" [".NOT"] SP header-list / "TEXT"
function readSectionText(c: Cursor, inPart: boolean): SectionText {
  const word = c.takeWhile((code) => code !== 0x5d && code > 0x20).toUpperCase();
  switch (word) {
    case 'HEADER':
    case 'TEXT':
      return { kind: word };
    case 'MIME':
      return inPart ? { kind: word } : c.fail('MIME needs a part number');
    case 'HEADER.FIELDS':
    case 'HEADER.FIELDS.NOT':
      c.expect(' ');
      return { kind: word, fields: readList(c, limits.listItems, () => readFieldName(c)) };
    default:
      return c.fail('Unknown section before this point');
  }
}
