import { OpenPgpError } from '../errors';
import { limits } from '../limits';

/** An S-expression as libgcrypt writes them: an atom of bytes, or a list. */
export type Sexp = Buffer | readonly Sexp[];

const open = 0x28;
const close = 0x29;
const hash = 0x23;
const quote = 0x22;
const bar = 0x7c;
const colon = 0x3a;
const backslash = 0x5c;

interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

/**
 * Reads the first list in the bytes, in libgcrypt's canonical form (`(3:foo4:abcd)`) or advanced form (`(foo #61626364#)`);
 * what follows it is not looked at, for GnuPG pads with random bytes. Throws `bad-key`.
 */
export function readSexp(bytes: Buffer): readonly Sexp[] {
  const cursor: Cursor = { bytes, at: 0 };
  const stack: Sexp[][] = [];
  for (let met = 0; met < limits.sexpNodes; met++) {
    skipBlanks(cursor);
    const byte = bytes[cursor.at];
    if (byte === open) {
      stack.push([]);
      if (stack.length > limits.sexpDepth) throw broken();
      cursor.at++;
    } else if (byte === close) {
      cursor.at++;
      const done = stack.pop() ?? fail();
      const outer = stack.at(-1);
      if (!outer) return done;
      outer.push(done);
    } else (stack.at(-1) ?? fail()).push(readAtom(cursor));
  }
  throw broken();
}

/** The canonical form: what GnuPG hashes. */
export function writeSexp(sexp: Sexp): Buffer {
  if (Buffer.isBuffer(sexp)) return Buffer.concat([Buffer.from(`${sexp.length}:`), sexp]);
  return Buffer.concat([Buffer.from('('), ...sexp.map(writeSexp), Buffer.from(')')]);
}

/** The first list in this one that begins with `name`. */
export function listNamed(list: readonly Sexp[], name: string): readonly Sexp[] | undefined {
  for (const item of list) if (!Buffer.isBuffer(item) && textOf(item[0]) === name) return item;
  return undefined;
}

/** An atom as text; empty for a list, and for nothing. */
export function textOf(item: Sexp | undefined): string {
  return Buffer.isBuffer(item) ? item.toString('latin1') : '';
}

/** The atom or list at a place; throws `bad-key` where there is another thing or nothing. */
export function atomAt(list: readonly Sexp[] | undefined, index: number): Buffer {
  const item = list?.[index];
  return Buffer.isBuffer(item) ? item : fail();
}

export function listAt(list: readonly Sexp[] | undefined, index: number): readonly Sexp[] {
  const item = list?.[index];
  return item === undefined || Buffer.isBuffer(item) ? fail() : item;
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.bytes[cursor.at])) cursor.at++;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

function readAtom(cursor: Cursor): Buffer {
  const byte = cursor.bytes[cursor.at] ?? 0;
  if (byte === hash) return readHex(cursor);
  if (byte === quote) return readQuoted(cursor);
  if (byte === bar) return Buffer.from(between(cursor, bar).toString('latin1'), 'base64');
  return byte >= 0x30 && byte <= 0x39 ? readCounted(cursor) : readToken(cursor);
}

/** `4:abcd`. Eight digits are a hundred megabytes: more than any file here. */
function readCounted(cursor: Cursor): Buffer {
  const end = cursor.bytes.subarray(cursor.at, cursor.at + 9).indexOf(colon);
  const digits = cursor.bytes.toString('latin1', cursor.at, cursor.at + Math.max(end, 0));
  if (!/^\d+$/.test(digits)) throw broken();
  const start = cursor.at + end + 1;
  cursor.at = start + Number(digits);
  if (cursor.at > cursor.bytes.length) throw broken();
  return cursor.bytes.subarray(start, cursor.at);
}

function readHex(cursor: Cursor): Buffer {
  const digits = between(cursor, hash).toString('latin1').replace(/\s/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) throw broken();
  return Buffer.from(digits, 'hex');
}

/** What stands between a mark here and the next one. */
function between(cursor: Cursor, mark: number): Buffer {
  const end = cursor.bytes.indexOf(mark, cursor.at + 1);
  if (end < 0) throw broken();
  const found = cursor.bytes.subarray(cursor.at + 1, end);
  cursor.at = end + 1;
  return found;
}

const escapes: Readonly<Record<string, number>> = {
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  "'": 39,
  '\\': 92,
};

function readQuoted(cursor: Cursor): Buffer {
  const out: number[] = [];
  const { bytes } = cursor;
  for (let at = cursor.at + 1; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) {
      cursor.at = at + 1;
      return Buffer.from(out);
    }
    if (byte !== backslash) out.push(byte);
    else if (bytes[at + 1] === 0x78) {
      out.push(Number(`0x${bytes.toString('latin1', at + 2, at + 4)}`));
      at += 3;
    } else out.push(escapes[String.fromCharCode(bytes[++at] ?? 0)] ?? fail());
  }
  throw broken();
}

/** A word without quotes: letters, digits and `-./_:*+=`. */
function readToken(cursor: Cursor): Buffer {
  const start = cursor.at;
  while (isTokenByte(cursor.bytes[cursor.at])) cursor.at++;
  if (cursor.at === start) throw broken();
  return cursor.bytes.subarray(start, cursor.at);
}

function isTokenByte(byte: number | undefined): boolean {
  return byte !== undefined && /[A-Za-z0-9./_:*+=-]/.test(String.fromCharCode(byte));
}

function fail(): never {
  throw broken();
}

function broken(): OpenPgpError {
  return new OpenPgpError('bad-key', 'A file of a secret key is damaged or cut off.');
}
