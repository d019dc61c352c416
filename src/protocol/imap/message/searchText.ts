import { latin1 } from '../../../base/bytes';
import type { HeaderField, MailAddress, Part, Structure } from '../../mime';
import { decodeWords, fieldText, openText, readHeader } from '../../mime';
import { foldText, openFolding } from './casemap';
import { fieldChooser } from './headerFields';

/** A message to look into. `read` gives the bytes [start, end) of it, fewer where it has gone. */
export interface SearchSource {
  readonly structure: Structure;
  read(start: number, end: number): Promise<Buffer>;
}

/** Bytes read at a time: a text of 25 MB is never whole in memory. */
const pieceBytes = 128 * 1024;

/** What SEARCH looks for in ENVELOPE. */
export type EnvelopeField = 'subject' | 'from' | 'to' | 'cc' | 'bcc';

/** Whether what ENVELOPE has of a field contains a text, as a person reads it: encoded words decoded, compared by i;unicode-casemap (RFC 5255 §4). */
export function matchesEnvelope(structure: Structure, field: EnvelopeField, needle: string): boolean {
  return foldText(fieldOfEnvelope(structure, field)).includes(foldText(needle));
}

/** The same of a field of the header, or of any of those of that name. An empty text asks for the field itself (RFC 9051 §6.4.4). */
export async function matchesHeader(source: SearchSource, name: string, needle: string): Promise<boolean> {
  const { headerStart, bodyStart } = source.structure.root;
  return headerTest(name, needle)((await source.read(headerStart, bodyStart)).toString('latin1'));
}

/** The same as a test of headers as wire text, made ready for many. */
export function headerTest(name: string, needle: string): (header: string) => boolean {
  const wanted = foldText(needle);
  const choose = fieldChooser([name], false);
  return (header) =>
    readHeader(latin1(choose(header))).fields.some((field) => foldText(fieldText(field)).includes(wanted));
}

/**
 * Whether the message contains a text (RFC 9051 §6.4.4): for BODY in its texts, transfer encoding and charset undone, and in everything
 * of the messages attached to it; for TEXT in its header and its parts' headers too. Compared by
 * i;unicode-casemap; blanks and line ends are all alike, so that a phrase is found where it was wrapped.
 */
export async function matchesText(source: SearchSource, where: 'TEXT' | 'BODY', needle: string): Promise<boolean> {
  const wanted = foldText(needle);
  return wanted === '' || matchesPart(source, source.structure.root, where === 'TEXT', where === 'TEXT', wanted);
}

async function matchesPart(
  source: SearchSource,
  part: Part,
  ownHeader: boolean,
  partHeaders: boolean,
  wanted: string,
): Promise<boolean> {
  if (ownHeader && (await matchesFields(source, part, wanted))) return true;
  if (part.message) return matchesPart(source, part.message.part, true, partHeaders, wanted);
  for (const child of part.parts) {
    if (await matchesPart(source, child, partHeaders, partHeaders, wanted)) return true;
  }
  return isText(part) && matchesBody(source, part, wanted);
}

/** Delivery reports are of type message too. */
function isText({ type }: Part): boolean {
  return type === 'text' || type === 'message';
}

async function matchesFields(source: SearchSource, part: Part, wanted: string): Promise<boolean> {
  const fields = await readFields(source, part);
  return fields.some((field) => foldText(`${field.name}: ${fieldText(field)}`).includes(wanted));
}

/** What SEARCH looks into, apart from the message: texts are in lines, folded, and a folded text to look for is in one line or in none. */
export interface SearchedText {
  /** What TEXT looks into and BODY does not. */
  readonly head: string;
  /** What both look into. */
  readonly body: string;
  /** Whether this is all of it. */
  readonly whole: boolean;
}

/**
 * The text of a message, to be kept, of at most `most` UTF-16 units: it has what `matchesText` finds for TEXT and BODY and nothing else.
 * Characters that no needle can hold, lone surrogates, are left out.
 */
export async function searchedText(source: SearchSource, most: number): Promise<SearchedText> {
  const texts: Record<'head' | 'body', string[]> = { head: [], body: [] };
  let room = most;
  for await (const { place, text } of searchedPieces(source, source.structure.root, 'head')) {
    texts[place].push(text.slice(0, room));
    room -= text.length;
    if (room < 0) break;
  }
  return { head: joined(texts.head), body: joined(texts.body), whole: room >= 0 };
}

/** How many bytes of a message `searchedText` reads, at most. */
export function searchedBytes({ root }: Structure): number {
  const bytesOf = (part: Part): number => {
    const header = part.bodyStart - part.headerStart;
    if (part.message) return header + bytesOf(part.message.part);
    const own = isText(part) ? part.bodyEnd - part.bodyStart : 0;
    return part.parts.reduce((sum, child) => sum + bytesOf(child), header + own);
  };
  return bytesOf(root);
}

function joined(pieces: readonly string[]): string {
  const text = pieces.join('');
  return text.isWellFormed() ? text : text.replace(/\p{Surrogate}/gu, '\n');
}

interface SearchedPiece {
  readonly place: 'head' | 'body';
  readonly text: string;
}

/** In the steps of `matchesPart`: the header of an attached message is looked into for BODY as well. */
async function* searchedPieces(
  source: SearchSource,
  part: Part,
  ownHeader: SearchedPiece['place'],
): AsyncGenerator<SearchedPiece> {
  for (const field of await readFields(source, part))
    yield { place: ownHeader, text: `${foldText(`${field.name}: ${fieldText(field)}`)}\n` };
  if (part.message) {
    yield* searchedPieces(source, part.message.part, 'body');
    return;
  }
  for (const child of part.parts) yield* searchedPieces(source, child, 'head');
  if (!isText(part)) return;
  for await (const text of foldedBody(source, part)) yield { place: 'body', text };
  yield { place: 'body', text: '\n' };
}

async function readFields(source: SearchSource, { headerStart, bodyStart }: Part): Promise<HeaderField[]> {
  return readHeader(await source.read(headerStart, bodyStart)).fields;
}

async function matchesBody(source: SearchSource, part: Part, wanted: string): Promise<boolean> {
  let seen = '';
  for await (const text of foldedBody(source, part)) {
    seen += text;
    if (seen.includes(wanted)) return true;
    seen = wanted.length > 1 ? seen.slice(1 - wanted.length) : '';
  }
  return false;
}

/** A part's own text as SEARCH sees it, folded, in pieces of which none is larger than some hundred kilobytes. */
export async function* foldedBody(source: SearchSource, part: Part): AsyncGenerator<string> {
  const decoder = openText(part);
  const folding = openFolding();
  for (let at = part.bodyStart; at < part.bodyEnd; at += pieceBytes) {
    const end = Math.min(at + pieceBytes, part.bodyEnd);
    yield folding.write(decoder.write(await source.read(at, end)));
  }
  yield folding.write(decoder.end()) + folding.end();
}

/** What ENVELOPE has of a field, decoded; '' where the mail has none. */
export function fieldOfEnvelope({ envelope }: Structure, field: EnvelopeField): string {
  return field === 'subject' ? decodeWords(envelope.subject ?? '') : envelope[field].map(showAddress).join(', ');
}

function showAddress({ name, mailbox, host }: MailAddress): string {
  const address = host === undefined ? (mailbox ?? '') : `${mailbox ?? ''}@${host}`;
  return name === undefined ? address : `${decodeWords(name)} <${address}>`;
}
