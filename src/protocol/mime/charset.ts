import iconv from 'iconv-lite';
import libmime from 'libmime';
import { decode as decodeWhole } from 'libmime/lib/charset';
import type { Decoder } from './decoder';
import { unlabelled } from './header';

/** Codecs of iconv-lite that are no charsets, and names of ASCII: mail that says ASCII and is not means UTF-8. */
const guessed = ['utf-8', 'us-ascii', 'ascii', 'base64', 'hex', 'binary', 'utf-7', 'utf-7-imap'];

/** A whole text in a charset, as `openCharset` reads it. */
export function decodeCharset(bytes: Buffer, name: string): string {
  const decoder = openCharset(name);
  return decoder.write(bytes) + decoder.end();
}

/** Reads text in a charset as mail names it. What is unknown is read as UTF-8 or, where that fails, Windows-1252. */
export function openCharset(name: string): Decoder<string> {
  // Before libmime has its say: it takes US-ASCII for a name of ISO-8859-1.
  const charset = isGuessed(name) ? 'utf-8' : libmime.normalizeCharset(name).toLowerCase();
  if (isGuessed(charset)) return openUnlabelled();
  if (iconv.encodingExists(charset)) return openIconv(charset);
  return libmime.createDecodeStream(charset).supported ? openWhole(charset) : openUnlabelled();
}

function isGuessed(charset: string): boolean {
  return guessed.includes(charset.trim().toLowerCase());
}

function openIconv(charset: string): Decoder<string> {
  const decoder = iconv.getDecoder(charset);
  return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? '' };
}

/** For the Japanese charsets that only libmime knows, and only as a whole. */
function openWhole(charset: string): Decoder<string> {
  const pieces: Buffer[] = [];
  return {
    write: (bytes) => {
      pieces.push(Buffer.from(bytes));
      return '';
    },
    end: () => decodeWhole(Buffer.concat(pieces), charset),
  };
}

function openUnlabelled(): Decoder<string> {
  let rest: Buffer = Buffer.alloc(0);
  return {
    write: (bytes) => {
      const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const cut = all.length - openBytes(all);
      rest = Buffer.from(all.subarray(cut));
      return unlabelled(all.subarray(0, cut));
    },
    end: () => unlabelled(rest),
  };
}

/** How many bytes at the end begin a UTF-8 character that is not there in full: 0 to 3. */
function openBytes(bytes: Buffer): number {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes.at(-back) ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < lengthOf(byte) ? back : 0;
  }
  return 0;
}

function lengthOf(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}
