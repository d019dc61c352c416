import { isAscii } from 'node:buffer';
import { asBuffer, latin1, LF, toCrlf, toLf } from '../../base/bytes';
import { encodeBase64Lines, encodeQuotedPrintable } from '../../protocol/mime';
import { limits } from './limits';

/** A body as it goes out: LF line ends, ASCII but for 8bit, and the Content-Transfer-Encoding that says how. */
export interface EncodedBody {
  readonly encoding: '7bit' | '8bit' | 'quoted-printable' | 'base64';
  readonly bytes: Buffer;
}

/**
 * Encodes a text by one rule, whatever the mail client had chosen: as it is where every line is short ASCII and none begins
 * `From ` (the nym server would change it, nymserv.md §4), else quoted-printable, or base64 where most of it would be escapes or
 * it is long.
 */
export function encodeText(bytes: Uint8Array): EncodedBody {
  const text = toLf(asBuffer(bytes));
  // UTF-16 and the like: line ends are not ours to change
  if (text.includes(0)) return encodeBinary(bytes);
  if (isPlain(text)) return { encoding: '7bit', bytes: text };
  if (text.length > limits.quotedBytes || countBeyondAscii(text) * 2 > text.length) return encodeBinary(toCrlf(text));
  return { encoding: 'quoted-printable', bytes: latin1(encodeQuotedPrintable(text)) };
}

/** Encodes bytes that must arrive as they are. */
export function encodeBinary(bytes: Uint8Array): EncodedBody {
  return { encoding: 'base64', bytes: latin1(encodeBase64Lines(bytes)) };
}

/**
 * The bytes as they are, for what may not be encoded at all (RFC 2045 §6.4). Undefined where the nym server or the way behind it would
 * change them.
 */
export function encodeNot(bytes: Uint8Array): EncodedBody | undefined {
  const text = toLf(asBuffer(bytes));
  if (text.includes(0) || hasFromLine(text) || longestLine(text) > limits.lineBytes) return undefined;
  return { encoding: isAscii(text) ? '7bit' : '8bit', bytes: text };
}

/** Whether a nym server passes these lines on unchanged (nymserv.md §4); what it would change breaks a signature. */
export function hasFromLine(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).equals(fromLine.subarray(1)) || bytes.includes(fromLine);
}

const fromLine = latin1('\nFrom ');

function isPlain(text: Buffer): boolean {
  let lineStart = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] ?? 0;
    if (byte === 0x0a) lineStart = at + 1;
    else if (byte > 0x7e || (byte < 0x20 && byte !== 0x09) || at - lineStart >= limits.plainColumns) return false;
  }
  return !hasFromLine(text);
}

function longestLine(text: Buffer): number {
  let longest = 0;
  for (let start = 0; start <= text.length;) {
    const lf = text.indexOf(LF, start);
    const end = lf < 0 ? text.length : lf;
    longest = Math.max(longest, end - start);
    start = end + 1;
  }
  return longest;
}

function countBeyondAscii(text: Buffer): number {
  return text.reduce((count, byte) => (byte > 0x7e ? count + 1 : count), 0);
}
