import { isAsciiText, utf8 } from '../../../base/bytes';
import { writeString } from '../wire/write';

/** A Unicode text as `string` (RFC 9051 §9): wire text. NUL, which no string can carry, is left out. */
export function writeText(text: string): string {
  const told = text.replaceAll('\0', '');
  return writeString(isAsciiText(told) ? told : utf8(told).toString('latin1'));
}

/** As `writeText`, NIL for undefined. */
export function writeOptionalText(text: string | undefined): string {
  return text === undefined ? 'NIL' : writeText(text);
}

/** A parenthesised list; NIL where there is nothing in it, as RFC 9051 §9 wants these. */
export function writeListOrNil(items: readonly string[], separator = ' '): string {
  return items.length === 0 ? 'NIL' : `(${items.join(separator)})`;
}
