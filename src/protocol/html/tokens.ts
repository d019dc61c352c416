// What HTML is made of, read once from front to back: text, and the beginnings and ends of elements. Whatever a page's author wrote
// gives tokens; nothing is looked at twice, so that no page costs more than its length.

/** `attributes` are the ones asked for, not decoded; `text` is markup still: entities are as they were. */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'open'; readonly name: string; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'title'; readonly text: string };

/** Elements whose content is not for reading, or not HTML: all up to their end is passed over, or to the page's end. */
const passedOver: ReadonlySet<string> = new Set([
  ...['script', 'style', 'template', 'iframe', 'object', 'noembed', 'noframes', 'textarea', 'select', 'title'],
  ...['svg', 'math', 'audio', 'video', 'canvas'],
]);

/** The only attributes that are looked at. */
const wanted: ReadonlySet<string> = new Set(['href', 'alt']);

/** Reads HTML, names in lower case. */
export function* readTokens(html: string): Generator<Token> {
  let at = 0;
  for (;;) {
    const mark = nextMark(html, at);
    if (mark > at) yield { kind: 'text', text: html.slice(at, mark) };
    if (mark === html.length) return;
    const [token, end] = readMark(html, mark);
    at = end;
    if (token) yield token;
    if (token?.kind !== 'open' || !passedOver.has(token.name)) continue;
    const inner = endOf(html, token.name, at);
    if (token.name === 'title') yield { kind: 'title', text: html.slice(at, inner) };
    at = inner;
  }
}

/** The next "<" that begins something, or the end: any other is text. */
function nextMark(html: string, from: number): number {
  for (let at = html.indexOf('<', from); at >= 0; at = html.indexOf('<', at + 1)) {
    if (/[a-z/!?]/i.test(html.charAt(at + 1))) return at;
  }
  return html.length;
}

function readMark(html: string, at: number): readonly [Token | undefined, end: number] {
  if (html.startsWith('<!--', at)) return [undefined, behind(html, '-->', at + 4)];
  const isEnd = html.charAt(at + 1) === '/';
  const name = word(html, at + (isEnd ? 2 : 1));
  if (!/^[a-z]/i.test(name)) return [undefined, behind(html, '>', at + 1)];
  const from = at + (isEnd ? 2 : 1) + name.length;
  const { attributes, end } = readAttributes(html, from);
  const lower = name.toLowerCase();
  return [isEnd ? { kind: 'close', name: lower } : { kind: 'open', name: lower, attributes }, end];
}

const wordPattern = /[^\s/>=]*/y;

function word(html: string, at: number): string {
  wordPattern.lastIndex = at;
  return wordPattern.exec(html)?.[0] ?? '';
}

const blanks = /[\s/]*/y;

function skipBlanks(html: string, at: number): number {
  blanks.lastIndex = at;
  blanks.exec(html);
  return blanks.lastIndex;
}

/** Up to and with the ">" that ends the tag: one inside a quoted value does not. */
function readAttributes(html: string, from: number): { attributes: Record<string, string>; end: number } {
  const attributes: Record<string, string> = {};
  let at = skipBlanks(html, from);
  while (at < html.length && html.charAt(at) !== '>') {
    const name = word(html, at).toLowerCase();
    const [value, end] = readValue(html, at + name.length);
    if (wanted.has(name) && value !== undefined && !Object.hasOwn(attributes, name)) attributes[name] = value;
    at = skipBlanks(html, end);
  }
  return { attributes, end: Math.min(at + 1, html.length) };
}

const unquoted = /[^\s>]*/y;

/** `= value`, quoted or not; undefined where there is none. Moves on by one character at least. */
function readValue(html: string, from: number): readonly [string | undefined, end: number] {
  const equals = skipBlanks(html, from);
  if (html.charAt(equals) !== '=') return [undefined, equals];
  const at = skipBlanks(html, equals + 1);
  const quote = html.charAt(at);
  if (quote === '"' || quote === "'") {
    const end = html.indexOf(quote, at + 1);
    return end < 0 ? [undefined, html.length] : [html.slice(at + 1, end), end + 1];
  }
  unquoted.lastIndex = at;
  const value = unquoted.exec(html)?.[0] ?? '';
  return [value, at + value.length];
}

/** The offset behind the next `mark`, or the end of the page. */
function behind(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found < 0 ? html.length : found + mark.length;
}

/** Where the end tag of an element with raw content begins. */
function endOf(html: string, name: string, from: number): number {
  const pattern = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
  pattern.lastIndex = from;
  return pattern.exec(html)?.index ?? html.length;
}
