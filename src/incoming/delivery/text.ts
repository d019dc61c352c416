import { isUtf8 } from 'node:buffer';
import { asBuffer, toCrlf } from '../../base/bytes';
import { encodeBase64Lines, encodeQuotedPrintable } from '../../protocol/mime';
import { limits } from './limits';

/** A date as RFC 5322 §3.3 writes it, in UTC. */
export function writeDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

/** The header fields and body of a text part, LF line ends. Text stays readable; what is no UTF-8 goes out as base64. */
export function writeTextPart(bytes: Uint8Array): string {
  const text = asBuffer(bytes);
  const binary = text.includes(0) || !isUtf8(text);
  if (!binary) return writeText(text);
  return [
    'Content-Type: application/octet-stream\n',
    'Content-Transfer-Encoding: base64\n\n',
    encodeBase64Lines(text),
  ].join('');
}

/** The header fields and body of a text part whatever is in it, LF line ends. */
export function writeText(text: Uint8Array): string {
  const isLong = text.length > limits.quotedBytes;
  return [
    'Content-Type: text/plain; charset=utf-8\n',
    `Content-Transfer-Encoding: ${isLong ? 'base64' : 'quoted-printable'}\n\n`,
    isLong ? encodeBase64Lines(toCrlf(text)) : encodeQuotedPrintable(text),
  ].join('');
}
