import { isUtf8 } from 'node:buffer';
import { asBuffer, latin1 } from '../../../base/bytes';
import { decodeBody, decodeText, readParam, readStructure } from '../../../protocol/mime';
import type { Part } from '../../../protocol/mime';
import { limits } from './limits';

/** One page of an answer. */
export interface Page {
  /** As the server names it; '' where it does not. */
  readonly url: string;
  /** Lower case: `text/html`. */
  readonly type: string;
  /** Of a text: the one to read it by. */
  readonly charset: string;
  /** As the web server gave them. */
  readonly bytes: Buffer;
  /** There is no page: `bytes` are the nym server's words why. */
  readonly failed: boolean;
}

/**
 * The pages in an answer to a URL request, in its order. It has them as alternatives of each other (nymserv.md §6), of which a
 * mail client would show one. Undefined where it is not made of parts, or of too many.
 */
export function readPages(answer: Uint8Array): readonly Page[] | undefined {
  const source = asBuffer(answer);
  const { parts, type } = readStructure(source).root;
  if (type !== 'multipart' || parts.length === 0 || parts.length > limits.pages) return undefined;
  return parts.map((part) => readPage(part, source.subarray(part.bodyStart, part.bodyEnd)));
}

function readPage(part: Part, body: Buffer): Page {
  const bytes = decodeBody(part, isEncoded(part) || part.type !== 'text' ? body : withFromLines(body));
  const type = `${part.type}/${part.subtype}`;
  // the server folds long addresses, and no address has a blank in it
  const url = (part.description ?? '').replace(/\s+/g, '');
  const charset = part.type === 'text' ? charsetOf(part, bytes) : '';
  return { url, type, charset, bytes, failed: type === 'text/plain' && isFailure(bytes) };
}

function isEncoded({ encoding }: Part): boolean {
  return encoding === 'base64' || encoding === 'quoted-printable';
}

/** The server's mail library has put ">" before each "From " that begins a line (nymserv.md §6). */
function withFromLines(body: Buffer): Buffer {
  const text = body.toString('latin1');
  return text.includes('>From ') ? latin1(text.replace(/^>From /gm, 'From ')) : body;
}

/** How the server's words begin where it has no page to give; an ordinary page that begins so is shown all the same. */
const failures = [
  'Could not fetch ',
  'Invalid URL: ',
  'Cannot verify Content-Type for ',
  'Cannot handle ',
  'Content-Type ',
];

function isFailure(bytes: Buffer): boolean {
  if (bytes.length > limits.failureBytes) return false;
  const text = bytes.toString('latin1');
  return failures.some((start) => text.startsWith(start)) && text.trim().split('\n').length <= 3;
}

/**
 * The charset to read a text by: the one that the web server named, then the one that the page names, then UTF-8 where it is that, then
 * what browsers fall back to. "us-ascii" is what the nym server puts where the web server said nothing.
 */
function charsetOf({ params }: Part, bytes: Buffer): string {
  const named = readParam(params, 'charset')?.toLowerCase();
  if (named !== undefined && named !== 'us-ascii' && isToken(named)) return named;
  const head = bytes.toString('latin1', 0, limits.charsetBytes);
  const own = /<meta[^>]{1,200}charset\s{0,5}=\s{0,5}["']?([\w-]{2,40})/i.exec(head)?.[1]?.toLowerCase();
  // who could be read so far is not in UTF-16, whatever it says
  if (own !== undefined) return own.startsWith('utf-16') ? 'utf-8' : own;
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

function isToken(charset: string): boolean {
  return /^[\w.:-]{2,40}$/.test(charset);
}

/** A page that is text, as text. */
export function readPageBytes({ bytes, charset }: Page): string {
  return decodeText({ encoding: '8bit', params: [['charset', charset]] }, bytes).replace(/^\ufeff/, '');
}
