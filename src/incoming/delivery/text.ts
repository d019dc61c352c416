import { asBuffer, toCrlf } from '../../base/bytes';
import { encodeBase64Lines, encodeQuotedPrintable, writeField } from '../../protocol/mime';

/** A date as RFC 5322 §3.3 writes it, in UTC. */
export function writeDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

/** The header fields and body of a text part, LF line ends. Text stays readable; what is no UTF-8 goes out as base64. */
export function writeTextPart(bytes: Uint8Array): string {
  const text = asBuffer(bytes);
  const binary = text.includes(0) || text.toString('utf8').includes('\ufffd');
  return [
    writeField('Content-Type', binary ? 'application/octet-stream' : 'text/plain; charset=utf-8'),
    writeField('Content-Transfer-Encoding', binary ? 'base64' : 'quoted-printable'),
    '\n',
    binary ? encodeBase64Lines(text) : encodeQuotedPrintable(text),
  ].join('');
}

/**
 * A message as a mail client may be given it: CRLF line ends, and no NUL, which IMAP cannot carry (RFC 9051 §4.3.1):
 * the byte 0x80 takes its place, as it does in Dovecot.
 */
export function forMailClient(message: Uint8Array): Buffer {
  const bytes = toCrlf(message);
  return bytes.includes(0) ? Buffer.from(bytes.map((byte) => (byte === 0 ? 0x80 : byte))) : bytes;
}
