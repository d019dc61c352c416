import libmime from 'libmime';

/** Decodes the encoded words in a text (RFC 2047), also where they stand in places that the RFC forbids. */
export function decodeWords(text: string): string {
  return text.includes('=?') ? libmime.decodeWords(text) : text;
}

/** Longest encoded word made here: RFC 2047 §2 allows 75, but the field's name wants to stand on the first line too. */
const wordLength = 60;

/** A text as an unstructured field may carry it: as it is where that is plain ASCII, else in encoded words (RFC 2047). */
export function encodeWords(text: string): string {
  return isPlainText(text) ? text : encodeWhole(text);
}

/** The whole of a text in encoded words, which are also fit for a display name (RFC 2047 §5 (3)). */
export function encodeWhole(text: string): string {
  const beyond = Array.from(text).filter((char) => char > '~').length;
  return libmime.encodeWord(text, beyond * 3 > text.length ? 'B' : 'Q', wordLength);
}

/** Printable ASCII that nobody would take for an encoded word. */
export function isPlainText(text: string): boolean {
  return /^[ -~]*$/.test(text) && !text.includes('=?');
}
