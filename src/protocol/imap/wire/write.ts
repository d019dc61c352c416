// How values are printed: wire text, one character a byte.
import { isAstringChar } from './lexical';

/** The longest text that is worth quoting: RFC 9051 §4.3 leaves it to us, and clients read literals of any length. */
const longestQuoted = 1000;

/** string: quoted where it may be, a literal where it has line ends, NULs or bytes beyond ASCII that `utf8` does not allow. */
export function writeString(text: string, utf8 = false): string {
  if (text.length > longestQuoted || !isQuotable(text, utf8)) return `{${text.length}}\r\n${text}`;
  return `"${isPlain.test(text) ? text : text.replace(/["\\]/g, '\\$&')}"`;
}

const isPlain = /^[^"\\]*$/;

/** astring: bare where it is a plain word; quoted otherwise, with bytes beyond ASCII as they are: callers have seen to it. */
export function writeAstring(text: string): string {
  const bare = text !== '' && text.toUpperCase() !== 'NIL' && every(text, (code) => code < 0x80 && isAstringChar(code));
  return bare ? text : writeString(text, true);
}

/** "(" a b c ")" */
export function writeList(items: Iterable<string>): string {
  return `(${[...items].join(' ')})`;
}

function isQuotable(text: string, utf8: boolean): boolean {
  return (utf8 ? quotableUtf8 : quotable).test(text);
}

const quotable = /^[^\0\r\n\x80-\uffff]*$/;
const quotableUtf8 = /^[^\0\r\n]*$/;

function every(text: string, test: (code: number) => boolean): boolean {
  for (let i = 0; i < text.length; i++) if (!test(text.charCodeAt(i))) return false;
  return true;
}
