import { limits } from '../limits';
import type { Section } from '../message/section';
import { Cursor } from '../wire/cursor';
import { canonicalName } from '../wire/mailboxName';
import { readSection } from './section';

/** An IMAP URL of a message or a portion of one (RFC 5092 §5). */
export interface MessageUrl {
  /** Of an absolute URL; a relative one is about the server it is sent to. */
  readonly server?: { readonly host: string; readonly user?: string };
  /** As LIST would have it; the open mailbox where missing. */
  readonly mailbox?: string;
  readonly uidValidity?: number;
  readonly uid: number;
  readonly section: Section;
  /** To the end where there is no length. */
  readonly partial?: { readonly start: number; readonly length?: number };
}

type Parameters = Partial<Pick<MessageUrl, 'uidValidity' | 'uid' | 'section' | 'partial'>>;

/** In the order in which they come (imailbox-ref, iuid, isection, ipartial); undefined where one cannot be read. */
const parameters: readonly (readonly [string, (value: string) => Parameters | undefined])[] = [
  ['UIDVALIDITY=', (value) => given(readCount(value, 1), (uidValidity) => ({ uidValidity }))],
  ['UID=', (value) => given(readCount(value, 1), (uid) => ({ uid }))],
  ['SECTION=', (value) => given(readEncodedSection(value), (section) => ({ section }))],
  ['PARTIAL=', (value) => given(readPartialRange(value), (partial) => ({ partial }))],
];

function given<T>(value: T | undefined, wrap: (value: T) => Parameters): Parameters | undefined {
  return value === undefined ? undefined : wrap(value);
}

/**
 * Undefined for what is no URL of a message, and for one with an authorization (RFC 4467 §1), a search or an authentication mechanism:
 * what they ask for is not done here.
 */
export function readMessageUrl(text: string): MessageUrl | undefined {
  if (text.length > limits.urlBytes) return undefined;
  const scheme = text.slice(0, 5).toLowerCase() === 'imap:';
  const rest = scheme ? text.slice(5) : text;
  if (!rest.startsWith('//')) return scheme ? undefined : readPlace(rest);
  const end = rest.indexOf('/', 2);
  const server = readServer(rest.slice(2, end < 0 ? rest.length : end));
  const place = end < 0 ? undefined : readPlace(rest.slice(end));
  return server && place?.mailbox !== undefined ? { server, ...place } : undefined;
}

// iserver = [iuserinfo "@"] host [":" port]                                 RFC 5092 §11
function readServer(text: string): MessageUrl['server'] {
  const at = text.lastIndexOf('@');
  const host = readHost(text.slice(at + 1).toLowerCase());
  if (host === undefined) return undefined;
  if (at < 0) return { host };
  const user = decode(text.slice(0, at));
  return user === undefined || user === '' ? undefined : { host, user };
}

function readHost(text: string): string | undefined {
  const colon = text.startsWith('[') ? text.indexOf(':', text.indexOf(']')) : text.indexOf(':');
  const host = colon < 0 ? text : text.slice(0, colon);
  return host === '' || (colon >= 0 && readCount(text.slice(colon + 1), 0) === undefined) ? undefined : host;
}

/** `/mailbox;UIDVALIDITY=1/;UID=20/;SECTION=1.2/;PARTIAL=0.100`, or from `;UID=` on. No part holds a semicolon of its own. */
function readPlace(text: string): MessageUrl | undefined {
  const [path = '', ...rest] = text.split(';');
  const found = readParameters(rest);
  if (found?.uid === undefined) return undefined;
  const { uid, uidValidity, section = { path: [] }, partial } = found;
  const common = { uid, section, ...(partial && { partial }) };
  if (path === '') return uidValidity === undefined ? common : undefined;
  // the slash before `;UID=` goes with it, unless UIDVALIDITY comes first
  if (!path.startsWith('/') || path.endsWith('/') !== (uidValidity === undefined)) return undefined;
  const name = decode(path.slice(1, uidValidity === undefined ? -1 : undefined));
  if (name === undefined || name === '') return undefined;
  return { mailbox: canonicalName(name), ...(uidValidity !== undefined && { uidValidity }), ...common };
}

/** Each but the last has a slash behind it. */
function readParameters(texts: readonly string[]): Parameters | undefined {
  let found: Parameters = {};
  let next = 0;
  for (const [i, text] of texts.entries()) {
    const last = i === texts.length - 1;
    const which = parameters.findIndex(([name]) => text.slice(0, name.length).toUpperCase() === name);
    const [name = '', read] = parameters[which] ?? [];
    if (!read || which < next || !(last || text.endsWith('/'))) return undefined;
    const value = read(text.slice(name.length, last ? undefined : -1));
    if (!value) return undefined;
    found = { ...found, ...value };
    next = which + 1;
  }
  return found;
}

function readEncodedSection(value: string): Section | undefined {
  const text = decode(value);
  if (text === undefined || text === '') return undefined;
  try {
    const c = new Cursor({ pieces: [{ text: `[${Buffer.from(text).toString('latin1')}]` }] });
    const section = readSection(c);
    c.expectEnd();
    return section;
  } catch {
    return undefined;
  }
}

// partial-range = number ["." nz-number]
function readPartialRange(value: string): MessageUrl['partial'] {
  const dot = value.indexOf('.');
  const start = readCount(dot < 0 ? value : value.slice(0, dot), 0);
  if (start === undefined || dot < 0) return start === undefined ? undefined : { start };
  const length = readCount(value.slice(dot + 1), 1);
  return length === undefined ? undefined : { start, length };
}

/** number or nz-number: at most 2^32 - 1. */
function readCount(text: string, least: number): number | undefined {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  return value >= least && value <= 0xffff_ffff ? value : undefined;
}

const plain = new Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$'()*+,&=:@/%");

/** Percent-encoded UTF-8 in bchar (RFC 5092 §11); undefined for anything else. */
function decode(text: string): string | undefined {
  for (const character of text) if (!plain.has(character)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
