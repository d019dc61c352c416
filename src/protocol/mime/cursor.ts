/** A place in the value of a structured field (RFC 5322 §3.2), already unfolded. */
export interface Cursor {
  readonly text: string;
  at: number;
}

/** Whether there is more to read. */
export function more(c: Cursor): boolean {
  return c.at < c.text.length;
}

/** The character at the cursor, '' at the end. */
export function peek(c: Cursor): string {
  return c.text.charAt(c.at);
}

/** Steps over `char` when it is next. */
export function take(c: Cursor, char: string): boolean {
  if (peek(c) !== char || char === '') return false;
  c.at++;
  return true;
}

/** Steps over blanks and comments (CFWS, RFC 5322 §3.2.2), and gives what the last comment said, or undefined. */
export function skipBlanks(c: Cursor): string | undefined {
  let comment: string | undefined;
  for (;;) {
    while (isBlankChar(peek(c))) c.at++;
    if (peek(c) !== '(') return comment;
    comment = readComment(c);
  }
}

/** Whether a character separates words: a blank, or a control character that has no business in a header. */
export function isBlankChar(char: string): boolean {
  return char !== '' && char <= ' ';
}

/** Reads the comment at the cursor; comments nest. An unclosed one runs to the end. */
function readComment(c: Cursor): string {
  const start = ++c.at;
  let depth = 1;
  for (; more(c); c.at++) {
    const char = peek(c);
    if (char === '\\') c.at++;
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) break;
  }
  const inner = c.text.slice(start, c.at);
  c.at = Math.min(c.at + 1, c.text.length);
  return unescape(inner).trim();
}

/** Reads the quoted string at the cursor, backslashes undone. An unclosed one runs to the end. */
export function readQuoted(c: Cursor): string {
  const start = ++c.at;
  while (more(c) && peek(c) !== '"') c.at += peek(c) === '\\' ? 2 : 1;
  const inner = c.text.slice(start, c.at);
  c.at = Math.min(c.at + 1, c.text.length);
  return unescape(inner);
}

/** Reads up to a blank or one of `specials`; '' when one of these is next. */
export function readUntil(c: Cursor, specials: string): string {
  const start = c.at;
  while (more(c) && !isBlankChar(peek(c)) && !specials.includes(peek(c))) c.at++;
  return c.text.slice(start, c.at);
}

function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text;
}
