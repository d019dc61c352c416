import iconv from 'iconv-lite';
import libmime from 'libmime';
import { asBuffer } from '../../base/bytes';
import { decodeBase64 } from './base64';
import { unlabelled } from './header';
import { readParam } from './params';
import { decodeQuotedPrintable } from './quotedPrintable';
import type { Part } from './types';

/** Undoes a part's Content-Transfer-Encoding. `bytes` are the part's body; an unknown encoding leaves them as they are. */
export function decodeBody(part: Pick<Part, 'encoding'>, bytes: Uint8Array): Buffer {
  const source = asBuffer(bytes);
  switch (part.encoding) {
    case 'base64':
      return decodeBase64(source);
    case 'quoted-printable':
      return decodeQuotedPrintable(source);
    default:
      return source;
  }
}

/** As `decodeBody`, then from the part's charset. An unknown charset is read as UTF-8 or, where that fails, Windows-1252. */
export function decodeText(part: Pick<Part, 'encoding' | 'params'>, bytes: Uint8Array): string {
  const decoded = decodeBody(part, bytes);
  const charset = libmime.normalizeCharset(readParam(part.params, 'charset')).toLowerCase();
  return isGuessed(charset) ? unlabelled(decoded) : iconv.decode(decoded, charset);
}

/** Mail that says ASCII and is not means UTF-8. Codecs of iconv-lite that are no charsets ('base64', 'hex') stay out. */
function isGuessed(charset: string): boolean {
  return ['utf-8', 'us-ascii', 'ascii', 'base64', 'hex', 'binary'].includes(charset) || !iconv.encodingExists(charset);
}
