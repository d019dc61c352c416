import { latin1 } from '../../../base/bytes';
import type { Part, Structure } from '../../mime';
import { fieldChooser } from './headerFields';
import { shownParts } from './parts';

/** What BODY[...] asks for (section-spec, RFC 9051 §9). */
export interface Section {
  /** Part numbers, outermost first, each 1 or more; [] is the message itself. */
  readonly path: readonly number[];
  /** Which portion of it; all of the message, or of the part's body, where missing. */
  readonly text?: SectionText;
}

/** The header or the body of a message, a part's own header (MIME), or some fields of a message's header, named as the client did. */
export type SectionText =
  | { readonly kind: 'HEADER' | 'TEXT' | 'MIME' }
  | { readonly kind: 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT'; readonly fields: readonly string[] };

/** Bytes [start, end) of the message; with `filter`, what that makes of them. */
export interface Extract {
  readonly start: number;
  readonly end: number;
  /** Takes the header block at [start, end) (at most `mimeLimits.headerBytes` long) and gives the fields asked for. */
  readonly filter?: (header: Buffer) => Buffer;
}

/** BODY[]: where it is needs no structure. */
export function isWhole({ path, text }: Section): boolean {
  return path.length === 0 && !text;
}

/** BODY[1]: the body, in a message that is no multipart (RFC 9051 §6.4.5.1). */
export function isFirstPart({ path, text }: Section): boolean {
  return path.length === 1 && path[0] === 1 && !text;
}

/** Where a section's bytes are, or undefined where the message has no such part, or a part no such portion (RFC 9051 §6.4.5.1). */
export function locateSection({ root, size }: Structure, { path, text }: Section): Extract | undefined {
  if (path.length === 0) return text ? inMessage(root, text) : { start: 0, end: size };
  const part = findPart(root, path);
  if (!part) return undefined;
  if (!text) return { start: part.bodyStart, end: part.bodyEnd };
  if (text.kind === 'MIME') return { start: part.headerStart, end: part.bodyStart };
  return part.message && inMessage(part.message.part, text);
}

function inMessage({ headerStart, bodyStart, bodyEnd }: Part, text: SectionText): Extract {
  if (text.kind === 'TEXT') return { start: bodyStart, end: bodyEnd };
  const header = { start: headerStart, end: bodyStart };
  if (!('fields' in text)) return header;
  const choose = fieldChooser(text.fields, text.kind === 'HEADER.FIELDS.NOT');
  return { ...header, filter: (bytes) => latin1(choose(bytes.toString('latin1'))) };
}

/**
 * The part with that number (RFC 9051 §6.4.5.1): the children of a multipart count from 1; a message that is no multipart is its
 * own part 1; and the parts of a message/rfc822 are those of the message in it.
 */
export function findPart(root: Part, path: readonly number[]): Part | undefined {
  let message: Part | undefined = root;
  let part: Part | undefined;
  for (const number of path) {
    part = childOf(message, part, number);
    if (!part) return undefined;
    message = part.message?.part;
  }
  return part;
}

/** Below a message, its part of that number; below a multipart (which is what `part` then is), its child. */
function childOf(message: Part | undefined, part: Part | undefined, number: number): Part | undefined {
  const parent = message ?? part;
  if (parent?.type === 'multipart') return shownParts(parent)[number - 1];
  return number === 1 ? message : undefined;
}
