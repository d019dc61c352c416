import { isUtf8 } from 'node:buffer';
import { decodeCharset } from '../../mime';
import { ImapError } from '../errors';

/** What a client may write the texts of a search in (RFC 9051 §6.4.4): those that mail comes in, and in which no byte is a NUL. */
const names = [
  ...['UTF-8', 'US-ASCII'],
  ...Array.from({ length: 16 }, (_, i) => `ISO-8859-${i + 1}`).filter((name) => name !== 'ISO-8859-12'),
  ...Array.from({ length: 9 }, (_, i) => `windows-125${i}`),
  ...['KOI8-R', 'KOI8-U', 'GB2312', 'GBK', 'GB18030', 'Big5', 'EUC-KR', 'EUC-JP', 'Shift_JIS', 'ISO-2022-JP'],
] as const;

/** As BADCHARSET lists them. */
export const charsetList = names.join(' ');

const folded = (name: string): string => name.toLowerCase().replaceAll('-', '');

/** 'cannot' for what is none: found nothing is no answer to a client that has mistaken its charset. */
const inUtf8 = (bytes: Buffer): string => {
  if (!isUtf8(bytes)) throw new ImapError('cannot', 'The text looked for is not in its charset.');
  return bytes.toString('utf8');
};

/** How to read a text in the charset, by any case of its name, hyphens or not; undefined for one that is not known. */
export function charsetReader(name: string): ((bytes: Buffer) => string) | undefined {
  const known = names.find((one) => folded(one) === folded(name));
  if (known === undefined) return undefined;
  // US-ASCII is a part of UTF-8, and clients that say the one send the other
  return known === 'UTF-8' || known === 'US-ASCII' ? inUtf8 : (bytes) => decodeCharset(bytes, known);
}
