/** Georgian small letters are their own titlecase, though not their own capitals. */
const isGeorgian = (code: number): boolean => code >= 0x10d0 && code <= 0x10ff;

/** The digraphs whose titlecase is neither their capital nor their small form: one of each three is right. */
const digraphs: Record<string, string> = { Ǆ: 'ǅ', ǆ: 'ǅ', Ǉ: 'ǈ', ǉ: 'ǈ', Ǌ: 'ǋ', ǋ: 'ǋ', ǌ: 'ǋ', Ǳ: 'ǲ', ǳ: 'ǲ' };

/**
 * A text as i;unicode-casemap compares it (RFC 5051 §2): each character in its simple titlecase, then taken apart (NFKD). Two texts are the same to
 * it where these are the same; which comes first, `compareMapped` says.
 */
export function casemap(text: string): string {
  if (isAscii(text)) return text.toUpperCase();
  let mapped = '';
  for (const character of text) mapped += titlecase(character);
  return mapped.normalize('NFKD');
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

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
