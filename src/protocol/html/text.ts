import { createRequire } from 'node:module';
import type * as HtmlToText from 'html-to-text';
import { limits } from './limits';
import { tidy } from './tidy';
import { readTokens } from './tokens';

/** A page's text, LF line ends, and its title in one line; '' where it has none. */
export interface PageText {
  readonly text: string;
  readonly title: string;
  /** Whether the page is longer than is read of it. */
  readonly cut: boolean;
}

/**
 * The text in a page: paragraphs wrapped, lists, quotes and tables in shape, links as "[1]" with their addresses below. Nothing in it
 * is fetched. `url` is what links are relative to. Linear time, whatever stands in the page.
 */
export function readPageText(html: string, url: string): PageText {
  const links = new Map<string, number>();
  const tidied = tidy(html, (href) => numbered(links, absolute(href, url)));
  const text = withoutControls(toText(tidied.html)).trimEnd();
  const list = [...links].map(([address, number]) => `[${number}] ${address}`);
  const below = list.length > 0 ? ['', 'Links:', ...list] : [];
  return { text: [text, ...below, ''].join('\n'), title: titleOf(tidied.title), cut: tidied.cut };
}

/** The words alone: as `readPageText`, without links and their numbers. */
export function readBareText(html: string): string {
  return withoutControls(toText(tidy(html, () => '').html)).trimEnd();
}

/** The title of a page alone. */
export function readTitle(html: string): string {
  for (const token of readTokens(html)) if (token.kind === 'title') return titleOf(token.text);
  return '';
}

function titleOf(markup: string): string {
  const text = decodeEntities(markup.slice(0, 10 * limits.titleCharacters));
  // what turns the direction of writing could make a subject look like another
  const line = withoutControls(text)
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return Array.from(line).slice(0, limits.titleCharacters).join('');
}

function numbered(links: Map<string, number>, address: string | undefined): string {
  if (address === undefined) return '';
  const known = links.get(address);
  if (known === undefined && links.size >= limits.links) return '';
  const number = known ?? links.size + 1;
  links.set(address, number);
  return `[${number}]`;
}

/** An address that can be asked for in turn; undefined for places in the page itself, scripts, and what is no address at all. */
function absolute(href: string, url: string): string | undefined {
  const decoded = decodeEntities(href).trim();
  if (decoded === '' || decoded.startsWith('#') || decoded.length > limits.linkCharacters) return undefined;
  if (!URL.canParse(decoded, url)) return undefined;
  const { protocol, href: address } = new URL(decoded, url);
  return /^https?:$/.test(protocol) && address.length <= limits.linkCharacters ? address : undefined;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The entities that addresses and titles are written with; others stay as they are. */
function decodeEntities(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7})|#x([\da-f]{1,6}));?/gi,
    (whole, name, decimal, hex) => {
      if (typeof name === 'string') return entities[name.toLowerCase()] ?? whole;
      const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code > 0 && code < 0x11_0000 ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Controls are for terminals, and none belongs into a text but tab and line feed; a blank is a blank. */
function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, '').replaceAll('\u00a0', ' ');
}

let convert: ((html: string) => string) | undefined;

function toText(html: string): string {
  convert ??= makeConverter();
  return convert(html);
}

/** Not imported on top: only who asks for pages as text needs it. */
function makeConverter(): (html: string) => string {
  const { compile } = createRequire(__filename)('html-to-text') as typeof HtmlToText;
  const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
  return compile({
    wordwrap: 76,
    baseElements: { selectors: [] },
    limits: { maxDepth: 2 * limits.depth },
    selectors: [
      ...headings.map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: 'hr', options: { length: 20 } },
    ],
  });
}
