import { isUtf8 } from 'node:buffer';
import { latin1 } from '../../../base/bytes';
import { asModSeq } from '../ids';
import type { ModSeq } from '../ids';
import type { Cursor } from './cursor';
import type { Literal } from './rawCommand';

const inSet = (chars: string): ((code: number) => boolean) => {
  const table = Array.from({ length: 128 }, (_, code) => chars.includes(String.fromCharCode(code)));
  return (code) => table[code] ?? false;
};
const specials = inSet('(){ %*"\\]');
const control = (code: number): boolean => code < 0x20 || code === 0x7f;

// ATOM-CHAR = any CHAR but atom-specials                                  RFC 9051 §9
export const isAtomChar = (code: number): boolean => code < 0x80 && !control(code) && !specials(code);
// ASTRING-CHAR = ATOM-CHAR / resp-specials; bytes over 127 are let through: clients send names in UTF-8 unasked
export const isAstringChar = (code: number): boolean => isAtomChar(code) || code === 0x5d || code > 0x7f;
// list-char = ATOM-CHAR / list-wildcards / resp-specials
export const isListChar = (code: number): boolean => isAstringChar(code) || code === 0x25 || code === 0x2a;
// tag = 1*<any ASTRING-CHAR except "+">
export const isTagChar = (code: number): boolean => code !== 0x2b && code < 0x80 && isAstringChar(code);
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isQuotedPlain = (code: number): boolean => code !== 0x22 && code !== 0x5c && code !== 0;

/** atom: one character at least. */
export function readAtom(c: Cursor): string {
  const atom = c.takeWhile(isAtomChar);
  if (atom === '') c.fail('Expected a word');
  return atom;
}

/** An atom in capitals: a keyword of the grammar. */
export function readKeyword(c: Cursor): string {
  return readAtom(c).toUpperCase();
}

/** number: digits, at most 2^32 - 1 (RFC 9051 §9). */
export function readNumber(c: Cursor): number {
  const digits = c.takeWhile(isDigit);
  const value = Number(digits);
  if (digits === '' || digits.length > 10 || value > 0xffff_ffff) c.fail('Expected a number');
  return value;
}

/** number64: 63 bits (RFC 9051 §9). What is beyond 2^53 - 1 stands for that: no size and no mod-sequence here comes near it. */
export function readNumber64(c: Cursor): number {
  const digits = c.takeWhile(isDigit);
  if (digits === '' || digits.length > 19) c.fail('Expected a number');
  return Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
}

/** mod-sequence-valzer (RFC 7162 §7). */
export function readModSeq(c: Cursor): ModSeq {
  return asModSeq(readNumber64(c));
}

/** nz-number */
export function readPositive(c: Cursor): number {
  const value = readNumber(c);
  if (value === 0) c.fail('Expected a number above zero');
  return value;
}

/** string = quoted / literal, as bytes. */
export function readString(c: Cursor): Buffer {
  const literal = c.takeLiteral();
  if (literal) return plainLiteral(c, literal);
  return latin1(readQuoted(c));
}

/** quoted, unescaped. */
export function readQuoted(c: Cursor): string {
  c.expect('"');
  let text = '';
  for (;;) {
    text += c.takeWhile(isQuotedPlain);
    if (c.take('"')) return isSpelled(text, c.utf8) ? text : c.fail('Expected UTF-8, before this point');
    if (!c.take('\\')) c.fail('Expected the closing quote');
    const next = c.peek();
    if (next !== '"' && next !== '\\') c.fail('Expected a quote or a backslash');
    text += next;
    c.expect(next);
  }
}

/** Whether bytes are what a client may put between quotes: once it has enabled UTF-8, that and nothing else (RFC 6855 §3). */
function isSpelled(bytes: string, inUtf8: boolean): boolean {
  return !inUtf8 || isUtf8(latin1(bytes));
}

/** astring = 1*ASTRING-CHAR / string, as bytes. */
export function readAstring(c: Cursor): Buffer {
  if (c.peek() === '"' || c.atLiteral()) return readString(c);
  const text = c.takeWhile(isAstringChar);
  if (text === '') c.fail('Expected a text');
  return latin1(text);
}

/** nstring = string / NIL */
export function readNstring(c: Cursor): Buffer | undefined {
  return c.take('NIL') ? undefined : readString(c);
}

/** "(" item *(SP item) ")"; with `empty`, "()" too. At most `most` items. */
export function readList<T>(c: Cursor, most: number, readItem: () => T, empty = false): T[] {
  c.expect('(');
  const items: T[] = [];
  if (empty && c.take(')')) return items;
  do {
    if (items.length >= most) c.fail(`More than ${most} items in a list`);
    items.push(readItem());
  } while (c.take(' '));
  c.expect(')');
  return items;
}

/** Reads an item that a space precedes. */
export function afterSpace<T>(c: Cursor, read: (c: Cursor) => T): T {
  c.expect(' ');
  return read(c);
}

function plainLiteral(c: Cursor, literal: Literal): Buffer {
  if (literal.binary || literal.bytes.includes(0)) c.fail('A text may hold no NUL');
  return literal.bytes;
}
