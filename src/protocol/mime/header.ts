import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { asBuffer, CR, isAsciiText, LF, latin1 } from '../../base/bytes';
import { decodeWords } from './words';
import { limits } from './limits';
import type { Header, HeaderField } from './types';

const colon = 0x3a;

/**
 * Reads the header block at `start` (RFC 5322 §2.2), which ends with a blank line, at `end`, after `limits.headerBytes`,
 * or, inside a multipart, at a line for which `isDelimiter` says so. LF and CRLF both end a line. Lines that are no field are
 * kept, without a name, so that the fields together are always the whole block. Never throws.
 */
export function readHeader(
  source: Uint8Array,
  start = 0,
  end = source.length,
  isDelimiter?: (lineStart: number) => boolean,
): Header {
  const bytes = asBuffer(source);
  const stop = Math.min(end, start + limits.headerBytes);
  const fields: HeaderField[] = [];
  let at = start;
  let open = start;
  while (at < stop && !isDelimiter?.(at)) {
    const next = lineAfter(bytes, at, stop);
    const blank = isBlank(bytes, at, next);
    if ((blank || !isBlankByte(bytes[at])) && at > open) {
      fields.push(field(bytes, open, at));
      open = at;
    }
    at = next;
    if (blank) return { fields, end: at };
  }
  if (at > open) fields.push(field(bytes, open, at));
  return { fields, end: at };
}

/** Offset after the line that begins at `at`, line end included. */
export function lineAfter(bytes: Buffer, at: number, end: number): number {
  const lf = bytes.indexOf(LF, at);
  return lf < 0 || lf >= end ? end : lf + 1;
}

function isBlank(bytes: Buffer, at: number, next: number): boolean {
  const first = bytes[at];
  return first === LF || (first === CR && next === at + 2 && bytes[at + 1] === LF);
}

function isBlankByte(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

function field(bytes: Buffer, start: number, end: number): HeaderField {
  const raw = bytes.subarray(start, end);
  const lineEnd = lineAfter(raw, 0, raw.length);
  const at = raw.indexOf(colon);
  const name = at > 0 && at < lineEnd && !isBlankByte(raw[0]) ? raw.toString('latin1', 0, at).trimEnd() : '';
  return { name, start, end, raw };
}

/** The first field of that name, whatever the case of its letters. */
export function firstField(fields: readonly HeaderField[], name: string): HeaderField | undefined {
  const wanted = name.toLowerCase();
  return fields.find((one) => one.name.length === wanted.length && one.name.toLowerCase() === wanted);
}

/**
 * A field's value, unfolded (RFC 5322 §2.2.3) and without blanks at its ends; encoded words are left alone. Bytes beyond ASCII are
 * UTF-8 (RFC 6532) where they can be, else Windows-1252, which nearly all old unlabelled mail is.
 */
export function fieldRaw(field: HeaderField): string {
  const value = field.raw.subarray(field.name === '' ? 0 : field.raw.indexOf(colon) + 1);
  return unfolded(unlabelled(value));
}

/** In one line (RFC 5322 §2.2.3) and without blanks at its ends. */
function unfolded(value: string): string {
  return value.replace(/\r?\n/g, '').trim();
}

/** As `fieldRaw`, with encoded words decoded (RFC 2047): what a person reads. */
export function fieldText(field: HeaderField): string {
  return decodeWords(fieldRaw(field));
}

/** The same of what stands behind a field's colon, one character a byte. */
export function valueText(value: string): string {
  return decodeWords(unfolded(isAsciiText(value) ? value : unlabelled(latin1(value))));
}

/** Bytes whose charset nobody names, as Unicode. */
export function unlabelled(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : iconv.decode(bytes, 'windows-1252');
}
