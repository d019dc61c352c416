import libmime from 'libmime';
import { more, peek, readQuoted, readUntil, skipBlanks, take } from './cursor';
import type { Cursor } from './cursor';
import { limits } from './limits';
import type { Param, Part } from './types';

const specials = '()<>@,;:\\"/[]?=';

/** The value of a Content-Type field (RFC 2045 §5.1), names in lower case; undefined where it is not `type/subtype`. */
export function readContentType(
  value: string,
): { readonly type: string; readonly subtype: string; readonly params: Param[] } | undefined {
  const c = { text: value, at: 0 };
  const type = readToken(c);
  skipBlanks(c);
  if (!take(c, '/')) return undefined;
  const subtype = readToken(c);
  return type && subtype ? { type, subtype, params: readParams(c) } : undefined;
}

/** `type/subtype`, as a part is known by. */
export function mediaName({ type, subtype }: Pick<Part, 'type' | 'subtype'>): string {
  return `${type}/${subtype}`;
}

/** The value of a Content-Disposition field (RFC 2183 §2); undefined where it has no type. */
export function readDisposition(value: string): { readonly type: string; readonly params: Param[] } | undefined {
  const c = { text: value, at: 0 };
  const type = readToken(c);
  return type ? { type, params: readParams(c) } : undefined;
}

/** The first token of a field such as Content-Transfer-Encoding, lower case; '' where there is none. */
export function readFirstToken(value: string): string {
  return readToken({ text: value, at: 0 });
}

function readToken(c: Cursor): string {
  skipBlanks(c);
  return readUntil(c, specials).toLowerCase();
}

// *(";" attribute "=" value); what stands in the wrong place is stepped over, up to the next ";"
function readParams(c: Cursor): Param[] {
  const params: Param[] = [];
  while (more(c) && params.length < limits.params) {
    skipTo(c, ';');
    if (!take(c, ';')) break;
    const attribute = readToken(c);
    skipBlanks(c);
    if (attribute !== '' && take(c, '=')) params.push([attribute, readValue(c)]);
  }
  return params;
}

/** A quoted string, or everything up to a blank or ";": unquoted boundaries with "=" or "/" in them are common. */
function readValue(c: Cursor): string {
  skipBlanks(c);
  return peek(c) === '"' ? readQuoted(c) : readUntil(c, ';');
}

function skipTo(c: Cursor, char: string): void {
  while (more(c) && peek(c) !== char) {
    if (peek(c) === '"') readQuoted(c);
    else if (peek(c) === '(') skipBlanks(c);
    else c.at++;
  }
}

/** One of the pieces that a long value comes in; `extended`: its octets may be written as `%41`. */
interface Piece {
  readonly attribute: string;
  readonly section: number;
  readonly extended: boolean;
  readonly value: string;
}

// attribute "*" section ["*"]                                               RFC 2231 §7
function readPiece([key, value]: Param): Piece | undefined {
  const [attribute = '', section = '', mark = '', ...more] = key.split('*');
  if (!/^(?:0|[1-9]\d{0,2})$/.test(section) || mark !== '' || more.length > 0) return undefined;
  return { attribute, section: Number(section), extended: key.endsWith('*'), value };
}

/**
 * Parameters with the pieces of long values put together, behind the others: `name*0` and `name*1` become `name`, and those that begin with
 * `name*0*` become `name*`, its charset not undone. Where a piece is missing or doubled all stay as they are.
 */
export function joinPieces(params: readonly Param[]): readonly Param[] {
  const byAttribute = new Map<string, Piece[]>();
  for (const piece of params.map(readPiece))
    if (piece) byAttribute.set(piece.attribute, [...(byAttribute.get(piece.attribute) ?? []), piece]);
  const whole = new Map<string, Param>();
  for (const [attribute, pieces] of byAttribute) {
    const joined = join(attribute, pieces);
    if (joined && !params.some(([key]) => key === joined[0])) whole.set(attribute, joined);
  }
  if (whole.size === 0) return params;
  return [...params.filter((param) => !whole.has(readPiece(param)?.attribute ?? '')), ...whole.values()];
}

function join(attribute: string, pieces: readonly Piece[]): Param | undefined {
  const ordered = [...pieces].sort((a, b) => a.section - b.section);
  const coded = ordered[0]?.extended === true;
  const fit = ordered.every(({ section, extended }, i) => section === i && (coded || !extended));
  if (!fit) return undefined;
  const values = ordered.map(({ value, extended }) => (coded && !extended ? value.replaceAll('%', '%25') : value));
  return [coded ? `${attribute}*` : attribute, values.join('')];
}

/**
 * A parameter as a person reads it: pieces joined and charset undone (RFC 2231), encoded words decoded. `attribute` in lower case.
 * Undefined where the list has none of that name.
 */
export function readParam(params: readonly Param[], attribute: string): string | undefined {
  const own = params.filter(([key]) => key === attribute || key.startsWith(`${attribute}*`));
  if (own.length === 0) return undefined;
  const joined = own.map(([key, value]) => `; ${key}="${value.replace(/[\\"]/g, '\\$&')}"`).join('');
  const parsed = libmime.parseHeaderValue(`x${joined}`);
  const value = parsed.params[attribute];
  if (value === undefined) return undefined;
  return own.some(([key]) => key !== attribute) ? value : libmime.decodeWords(value);
}
