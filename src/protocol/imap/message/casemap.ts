import { isAsciiText } from '../../../base/bytes';

/** Georgian small letters are their own titlecase, though not their own capitals. */
const isGeorgian = (code: number): boolean => code >= 0x10d0 && code <= 0x10ff;

/** The digraphs whose titlecase is neither their capital nor their small form: one of each three is right. */
const digraphs: Record<string, string> = { Ǆ: 'ǅ', ǆ: 'ǅ', Ǉ: 'ǈ', ǉ: 'ǈ', Ǌ: 'ǋ', ǋ: 'ǋ', ǌ: 'ǋ', Ǳ: 'ǲ', ǳ: 'ǲ' };

/**
 * A text as i;unicode-casemap compares it (RFC 5051 §2): each character in its simple titlecase, then taken apart (NFKD). Two texts are the same to
 * it where these are the same; which comes first, `compareMapped` says.
 */
export function casemap(text: string): string {
  if (isAsciiText(text)) return text.toUpperCase();
  const cuts = cutsOf(text);
  return [0, ...cuts].map((start, i) => mapSlice(text.slice(start, cuts[i]))).join('');
}

function mapSlice(text: string): string {
  return text
    .replace(/[\0-\x7f]+|[^\0-\x7f]+/g, (run) => (run.charCodeAt(0) <= 0x7f ? run.toUpperCase() : titlecaseAll(run)))
    .normalize('NFKD');
}

/**
 * To put marks in order each is held against all before it in its run: a stranger's mail of nothing else would take minutes. So a longer run is
 * mapped in slices. No language has so many on one letter (Unicode's Stream-Safe Text Format, UAX #15 §13).
 */
const longestRun = 30;

/** Marks, and the two halfwidth sound marks that become some: they are sorted together with what stands before them. */
const mark = /^[\p{M}\uff9e\uff9f]/u;

/** Where the slices begin that a text is mapped in, but the first: at each mark that has a multiple of `longestRun` before it in its run. */
function cutsOf(text: string): number[] {
  const cuts: number[] = [];
  let marks = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0;
    marks = isMark(code) ? marks + 1 : 0;
    if (marks > longestRun) {
      cuts.push(at);
      marks = 1;
    }
    if (code > 0xffff) at++;
  }
  return cuts;
}

/** Of each character that one UTF-16 unit holds: 0 where nobody has asked yet, 1 for no mark, 2 for one. */
const marksKnown = new Uint8Array(0x10000);

function isMark(code: number): boolean {
  if (code > 0xffff) return mark.test(String.fromCodePoint(code));
  return (marksKnown[code] ||= mark.test(String.fromCharCode(code)) ? 2 : 1) === 2;
}

/** A text as SEARCH looks into it: mapped, and blanks and line ends of any kind and number made one space, for a text may be wrapped anywhere. */
export function foldText(text: string): string {
  return casemap(text).replace(/\s\s+|[^\S ]/g, ' ');
}

/** Folds a text that comes in pieces. */
export interface Folding {
  /** What is certain by now. */
  write(text: string): string;
  end(): string;
}

/** All that it gives, joined, is `foldText` of the whole. */
export function openFolding(): Folding {
  let held = '';
  let blank = false;
  const fold = (text: string): string => {
    const folded = foldText(text);
    const joined = blank && folded.startsWith(' ') ? folded.slice(1) : folded;
    if (joined !== '') blank = joined.endsWith(' ');
    return joined;
  };
  return {
    write: (text) => {
      const all = held + text;
      const cut = lastCut(all);
      held = all.slice(cut);
      return fold(all.slice(0, cut));
    },
    end: () => {
      const last = held;
      held = '';
      return fold(last);
    },
  };
}

/** The last character that is no mark, and half of one at the very end: that may become either. */
const lastBase = /[^\p{M}\uff9e\uff9f][\p{M}\uff9e\uff9f]*[\ud800-\udbff]?$/gu;

/** Where what goes on may be cut: before its last character that is no mark or, where many marks come behind that, where they are cut anyway. */
function lastCut(text: string): number {
  // a character has two units at most: that one, a run and a half
  lastBase.lastIndex = Math.max(0, text.length - 2 * (longestRun + 2));
  return lastBase.exec(text)?.index ?? cutsOf(text).at(-1) ?? 0;
}

/** Orders texts by their octets in UTF-8 (RFC 5051 §2, i;octet), which is the order of code points, not that of UTF-16. */
export function compareMapped(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Where a surrogate stands for a character, that character comes after all that need none. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The titlecase of each character that one UTF-16 unit holds, 0 where nobody has asked yet. */
const known = new Uint16Array(0x10000);

function titlecaseAll(text: string): string {
  let mapped = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0;
    if (code > 0xffff) {
      mapped += titlecase(String.fromCodePoint(code));
      at++;
    } else mapped += String.fromCharCode((known[code] ||= titlecase(String.fromCharCode(code)).charCodeAt(0)));
  }
  return mapped;
}

/** The simple mapping: one character to one. Where the capital takes several (ß), there is none, or a titlecase form in the Greek block. */
function titlecase(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (isGeorgian(code)) return character;
  const digraph = digraphs[character];
  if (digraph !== undefined) return digraph;
  const capital = character.toUpperCase();
  return capital.length === character.length ? capital : (greek(code) ?? character);
}

/** Greek letters with a subscript iota: their simple titlecase lies 8 or 9 further on. */
function greek(code: number): string | undefined {
  if (code >= 0x1f80 && code <= 0x1faf && code % 16 < 8) return String.fromCodePoint(code + 8);
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? String.fromCodePoint(code + 9) : undefined;
}
