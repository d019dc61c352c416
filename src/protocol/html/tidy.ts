import { limits } from './limits';
import { readTokens } from './tokens';
import type { Token } from './tokens';

/** HTML that is safe to hand on: a dozen elements without attributes, each closed, none deep. */
export interface Tidied {
  readonly html: string;
  /** Entities as they were; '' where there is none. */
  readonly title: string;
  /** Whether the page went on. */
  readonly cut: boolean;
}

/** What each element becomes; of all others the text stays. */
const shapes: Readonly<Record<string, string>> = {
  ...same('p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre'),
  ...as('ul', 'dir', 'menu'),
  ...as('div', 'div', 'article', 'aside', 'footer', 'header', 'main', 'nav', 'section', 'form', 'fieldset', 'address'),
  ...as('div', 'center', 'figure', 'figcaption', 'details', 'summary', 'dl', 'dt', 'dd', 'table', 'caption', 'tr'),
};

function same(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

function as(shape: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, shape]));
}

/** Whose end is left out so often that the next one counts as it, and what it cannot reach out of. */
const endedBy: Readonly<Record<string, { readonly ends: readonly string[]; readonly within: readonly string[] }>> = {
  li: { ends: ['li'], within: ['ul', 'ol', 'dir', 'menu'] },
  tr: { ends: ['tr'], within: ['table'] },
  dt: { ends: ['dt', 'dd'], within: ['dl'] },
  dd: { ends: ['dt', 'dd'], within: ['dl'] },
};

const indenting = ['ul', 'ol', 'blockquote'];

interface Element {
  readonly name: string;
  readonly shape: string;
}

interface Work {
  readonly out: string[];
  readonly open: Element[];
  readonly link: (href: string) => string;
  /** What the links that are open are to be followed by. */
  readonly marks: string[];
  characters: number;
  title: string;
}

/** Tidies any HTML in linear time. `link` gives what is to stand behind a link to `href` (not decoded), such as "[1]"; '' for nothing. */
export function tidy(html: string, link: (href: string) => string): Tidied {
  const work: Work = { out: [], open: [], link, marks: [], characters: 0, title: '' };
  let cut = false;
  for (const token of readTokens(html)) {
    handleToken(work, token);
    cut = work.characters > limits.textCharacters;
    if (cut) break;
  }
  endLink(work);
  closeDownTo(work, 0);
  return { html: work.out.join(''), title: work.title, cut };
}

function handleToken(work: Work, token: Token): void {
  if (token.kind === 'text') writeText(work, token.text);
  if (token.kind === 'title' && work.title === '') work.title = token.text;
  if (token.kind === 'close') close(work, token.name);
  if (token.kind !== 'open') return;
  const { name, attributes } = token;
  if (name === 'br' || name === 'hr') write(work, `<${name}>`);
  else if (name === 'img') writeText(work, picture(attributes.alt));
  else if (name === 'a') beginLink(work, attributes.href);
  else if (name === 'td' || name === 'th') beginCell(work);
  else open(work, name);
}

function write(work: Work, text: string): void {
  work.out.push(text);
  work.characters += text.length;
}

function writeText(work: Work, text: string): void {
  write(work, text.slice(0, limits.textCharacters + 1 - work.characters).replaceAll('<', '&lt;'));
}

function picture(alt: string | undefined): string {
  return alt === undefined || alt.trim() === '' ? '' : `[${alt}]`;
}

function open(work: Work, name: string): void {
  const wished = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  if (wished === undefined) return;
  if (work.open.at(-1)?.name === 'p') closeDownTo(work, work.open.length - 1);
  endSibling(work, name);
  if (work.open.length >= limits.depth) return;
  const shape = indenting.includes(wished) && indents(work) >= limits.indents ? 'div' : wished;
  work.open.push({ name, shape });
  write(work, `<${shape}>`);
}

function indents({ open }: Work): number {
  return open.filter(({ shape }) => indenting.includes(shape)).length;
}

function endSibling(work: Work, name: string): void {
  const rule = Object.hasOwn(endedBy, name) ? endedBy[name] : undefined;
  if (!rule) return;
  const place = work.open.findLastIndex((one) => rule.ends.includes(one.name) || rule.within.includes(one.name));
  if (rule.ends.includes(work.open[place]?.name ?? '')) closeDownTo(work, place);
}

function close(work: Work, name: string): void {
  if (name === 'a') endLink(work);
  if (name === 'br') write(work, '<br>');
  const place = work.open.findLastIndex((one) => one.name === name);
  if (place >= 0) closeDownTo(work, place);
}

function closeDownTo(work: Work, depth: number): void {
  for (const { shape } of work.open.splice(depth).reverse()) write(work, `</${shape}>`);
}

/** Cells stand in one line, apart; what is left open in the cell before ends with it. */
function beginCell(work: Work): void {
  const row = work.open.findLastIndex(({ name }) => name === 'tr' || name === 'table');
  if (work.open[row]?.name === 'tr') closeDownTo(work, row + 1);
  write(work, '&nbsp; ');
}

function beginLink(work: Work, href: string | undefined): void {
  endLink(work);
  const mark = href === undefined ? '' : work.link(href);
  if (mark !== '') work.marks.push(mark);
}

function endLink(work: Work): void {
  for (const mark of work.marks.splice(0)) write(work, mark);
}
