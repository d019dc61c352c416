import type { Decoder } from './decoder';
import { asBuffer, CR, LF, toLf } from '../../base/bytes';

const columns = 76;
const equals = 0x3d;

/** Lines that are longer than this are decoded in pieces, cut anywhere: no encoder writes more than 76 columns. */
const longestLine = 64 * 1024;

/** Undoes quoted-printable (RFC 2045 §6.7) piece by piece, whole lines at a time. */
export function openQuotedPrintable(): Decoder<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  return {
    write: (bytes) => {
      const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const lines = all.lastIndexOf(LF) + 1;
      const cut = all.length - lines > longestLine ? all.length : lines;
      rest = Buffer.from(all.subarray(cut));
      return decodeLines(all.subarray(0, cut));
    },
    end: () => decodeLines(rest),
  };
}

/** Soft line breaks and blanks at line ends go; an "=" that introduces nothing stays. */
function decodeLines(source: Buffer): Buffer {
  const out = Buffer.allocUnsafe(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    const byte = source[at] ?? 0;
    if (isBlank(byte)) {
      const next = afterBlanks(source, at);
      const isTrailing = isLineEnd(source, next) || next === source.length;
      // mostly it is one: a call to copy it costs more than a line
      if (!isTrailing) for (let i = at; i < next; i++) out[length++] = source[i] ?? 0;
      at = next - 1;
    } else if (byte === equals) {
      const soft = afterSoftBreak(source, at + 1);
      const octet = hexOctet(source, at + 1);
      if (soft === undefined) out[length++] = octet ?? equals;
      at = soft !== undefined ? soft - 1 : octet === undefined ? at : at + 2;
    } else out[length++] = byte;
  }
  return out.subarray(0, length);
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}

function afterBlanks(source: Buffer, start: number): number {
  let at = start;
  while (isBlank(source[at] ?? 0)) at++;
  return at;
}

function isLineEnd(source: Buffer, at: number): boolean {
  return source[at] === LF || (source[at] === CR && source[at + 1] === LF);
}

/** "=" [blanks] line end, or "=" as the last byte there is. */
function afterSoftBreak(source: Buffer, start: number): number | undefined {
  const at = afterBlanks(source, start);
  if (at >= source.length) return at;
  if (!isLineEnd(source, at)) return undefined;
  return source[at] === CR ? at + 2 : at + 1;
}

function hexOctet(source: Buffer, at: number): number | undefined {
  const high = hexDigit(source[at]);
  const low = hexDigit(source[at + 1]);
  return high < 0 || low < 0 ? undefined : high * 16 + low;
}

function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/**
 * A text in quoted-printable (RFC 2045 §6.7), lines of at most 76 columns ending in LF, whatever ended them before. Blanks at
 * line ends and a "From " at a line's beginning, which mbox writers change, are encoded (RFC 2049 §3).
 */
export function encodeQuotedPrintable(bytes: Uint8Array): string {
  const lines = toLf(asBuffer(bytes)).toString('latin1').split('\n');
  return lines.map(encodeLine).join('\n');
}

function encodeLine(line: string): string {
  const pieces: string[] = [];
  let column = 0;
  for (let at = 0; at < line.length; at++) {
    const piece = isPlain(line, at) ? line.charAt(at) : escapeByte(line.charCodeAt(at));
    const room = at === line.length - 1 ? columns : columns - 1;
    if (column + piece.length > room) {
      pieces.push('=\n');
      column = 0;
    }
    pieces.push(piece);
    column += piece.length;
  }
  return pieces.join('');
}

function isPlain(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  if (code === 0x20 || code === 0x09) return at < line.length - 1;
  if (at === 0 && line.startsWith('From ')) return false;
  return code > 0x20 && code < 0x7f && code !== equals;
}

function escapeByte(code: number): string {
  return `=${code.toString(16).toUpperCase().padStart(2, '0')}`;
}
