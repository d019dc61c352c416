import type { ModSeq } from '../ids';
import { limits } from '../limits';
import type { Section } from '../message/section';
import type { Cursor } from '../wire/cursor';
import { afterSpace, readKeyword, readList, readModSeq } from '../wire/lexical';
import { readPartialRange } from '../wire/partialRange';
import type { PartialRange } from '../wire/partialRange';
import { readSequenceSet, showSequenceSet } from '../wire/sequenceSet';
import type { SequenceSet } from '../wire/sequenceSet';
import type { CommandForm } from './form';
import { readBinarySection, readPartial, readSection, writeSection } from './section';
import type { Partial } from './section';

const plainItems = [
  'UID',
  'FLAGS',
  'INTERNALDATE',
  'RFC822.SIZE',
  'ENVELOPE',
  'BODY',
  'BODYSTRUCTURE',
  'MODSEQ',
  'EMAILID',
  'THREADID',
  'SAVEDATE',
] as const;
type PlainItem = (typeof plainItems)[number];

/** Kind by kind, so that some can be told apart by type. */
type PlainFetchItem = { readonly [Kind in PlainItem]: { readonly kind: Kind } }[PlainItem];

/** One thing to be fetched. `label` is what the answer calls it, without the origin of a partial. */
export type FetchItem =
  | PlainFetchItem
  | {
      readonly kind: 'section';
      readonly label: string;
      readonly section: Section;
      readonly peek: boolean;
      readonly partial?: Partial;
    }
  | {
      readonly kind: 'binary';
      readonly label: string;
      readonly path: readonly number[];
      readonly peek: boolean;
      readonly partial?: Partial;
    }
  | { readonly kind: 'binary-size'; readonly label: string; readonly path: readonly number[] }
  | { readonly kind: 'preview' };

/** FETCH and UID FETCH (RFC 9051 §6.4.5, RFC 9051 §6.4.9) */
export interface Fetch {
  readonly uid: boolean;
  readonly set: SequenceSet;
  readonly items: readonly FetchItem[];
  /** CHANGEDSINCE (RFC 7162 §3.1.4.1) */
  readonly changedSince?: ModSeq;
  /** VANISHED, of UID FETCH (RFC 7162 §3.2.6) */
  readonly vanished?: boolean;
  /** PARTIAL, of UID FETCH: of the messages that the set names (RFC 9394 §3.3) */
  readonly partial?: PartialRange;
}

export function fetch(uid: boolean): CommandForm<Fetch> {
  return {
    read: (c) => {
      const set = afterSpace(c, readSequenceSet);
      const items = afterSpace(c, readItems);
      return { uid, set, items, ...(c.take(' ') && readModifiers(c, uid)) };
    },
    show: ({ set, items }) => `${uid ? 'UID ' : ''}FETCH ${showSequenceSet(set)} (${items.map(showItem).join(' ')})`,
  };
}

type Modifiers = Pick<Fetch, 'changedSince' | 'vanished' | 'partial'>;

// fetch-modifiers = SP "(" fetch-modifier *(SP fetch-modifier) ")"           RFC 4466 §6
function readModifiers(c: Cursor, uid: boolean): Modifiers {
  const modifiers = Object.assign({}, ...readList(c, limits.listItems, () => readModifier(c))) as Modifiers;
  // RFC 7162 §3.2.6
  if (modifiers.vanished && (!uid || modifiers.changedSince === undefined))
    c.fail('VANISHED goes with CHANGEDSINCE, in UID FETCH');
  // RFC 9394 §3.3
  if (modifiers.partial && !uid) c.fail('PARTIAL goes with UID FETCH');
  return modifiers;
}

function readModifier(c: Cursor): Modifiers {
  const word = readKeyword(c);
  if (word === 'PARTIAL') return { partial: afterSpace(c, readPartialRange) };
  if (word === 'CHANGEDSINCE') return { changedSince: afterSpace(c, readModSeq) };
  return word === 'VANISHED' ? { vanished: true } : c.fail('Unknown FETCH modifier before this point');
}

const macros: Record<string, readonly FetchItem[]> = {
  ALL: [{ kind: 'FLAGS' }, { kind: 'INTERNALDATE' }, { kind: 'RFC822.SIZE' }, { kind: 'ENVELOPE' }],
  FAST: [{ kind: 'FLAGS' }, { kind: 'INTERNALDATE' }, { kind: 'RFC822.SIZE' }],
  FULL: [{ kind: 'FLAGS' }, { kind: 'INTERNALDATE' }, { kind: 'RFC822.SIZE' }, { kind: 'ENVELOPE' }, { kind: 'BODY' }],
};

function readItems(c: Cursor): FetchItem[] {
  if (!c.take('(')) {
    const word = readItemName(c);
    return [...(macros[word] ?? [readItem(c, word)])];
  }
  const items = new Map<string, FetchItem>();
  let count = 0;
  do {
    if (++count > limits.listItems) c.fail('Too many items');
    const item = readItem(c, readItemName(c));
    // one that is asked for twice is told once
    items.set(JSON.stringify(item), item);
  } while (c.take(' '));
  c.expect(')');
  return [...items.values()];
}

/** Items in parentheses, of which none marks a message as seen: for messages that are told unasked (RFC 5465 §8). */
export function readQuietItems(c: Cursor): FetchItem[] {
  if (c.peek() !== '(') c.fail('Expected (');
  return readItems(c).map((item) => ('peek' in item ? { ...item, peek: true } : item));
}

/** Letters, digits and dots: up to a bracket, a space or a parenthesis. */
function readItemName(c: Cursor): string {
  return c
    .takeWhile(
      (code) => code === 0x2e || (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a),
    )
    .toUpperCase();
}

function readItem(c: Cursor, name: string): FetchItem {
  switch (name) {
    case 'BODY':
      return c.peek() === '[' ? readBody(c, false) : { kind: 'BODY' };
    case 'BODY.PEEK':
      return readBody(c, true);
    case 'BINARY':
      return readBinary(c, false);
    case 'BINARY.PEEK':
      return readBinary(c, true);
    case 'BINARY.SIZE': {
      const path = readBinarySection(c);
      return { kind: 'binary-size', label: `BINARY.SIZE${writeSection({ path })}`, path };
    }
    case 'PREVIEW':
      return readPreview(c);
    case 'RFC822':
      return { kind: 'section', label: name, section: { path: [] }, peek: false };
    case 'RFC822.HEADER':
      return { kind: 'section', label: name, section: { path: [], text: { kind: 'HEADER' } }, peek: true };
    case 'RFC822.TEXT':
      return { kind: 'section', label: name, section: { path: [], text: { kind: 'TEXT' } }, peek: false };
    default: {
      const plain = plainItems.find((item) => item === name);
      return plain ? { kind: plain } : c.fail('Unknown FETCH item before this point');
    }
  }
}

function readBody(c: Cursor, peek: boolean): FetchItem {
  const section = readSection(c);
  const partial = readPartial(c);
  return { kind: 'section', label: `BODY${writeSection(section)}`, section, peek, ...(partial && { partial }) };
}

function readBinary(c: Cursor, peek: boolean): FetchItem {
  const path = readBinarySection(c);
  const partial = readPartial(c);
  return { kind: 'binary', label: `BINARY${writeSection({ path })}`, path, peek, ...(partial && { partial }) };
}

// "PREVIEW" [SP "(" preview-mod *(SP preview-mod) ")"];  preview-mod = "LAZY"     RFC 8970 §5
function readPreview(c: Cursor): FetchItem {
  // a bare item may be followed by the modifiers of FETCH, which begin with a parenthesis too
  if (c.take(' (LAZY')) {
    while (c.take(' LAZY'));
    c.expect(')');
  }
  return { kind: 'preview' };
}

/** Names of header fields stay out: they could be anything. */
function showItem(item: FetchItem): string {
  if (!('label' in item)) return item.kind;
  const end = item.label.indexOf(' ');
  return end < 0 ? item.label : `${item.label.slice(0, end)} ...]`;
}
