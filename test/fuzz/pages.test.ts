import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPages, writePage } from '../../src/incoming/delivery/pages';
import { readPageText } from '../../src/protocol/html/text';
import { tidy } from '../../src/protocol/html/tidy';
import { readTokens } from '../../src/protocol/html/tokens';
import { decodeBody, readStructure } from '../../src/protocol/mime';
import { expectLinear } from '../support/growth';
import { answer, html } from '../support/pages';

const pieces = [
  ...['<', '>', '</', '/>', '<!--', '-->', '<!', '"', "'", '=', ' ', '\n', '&', '&lt;', '&#x0;', '&#xd800;', '\0', 'x'],
  ...[
    '<p>',
    '</p>',
    '<div>',
    '</div>',
    '<ul>',
    '<li>',
    '</ul>',
    '<ol>',
    '<blockquote>',
    '<pre>',
    '<table>',
    '<tr>',
    '<td>',
  ],
  ...['<a href=x>', '<a href="', '</a>', '<img alt="', '<br>', '<hr/>', '<script>', '</script>', '<title>', '</title>'],
  ...['<svg>', '</svg', '<dl>', '<dt>', '<h1>', '</h2>', '<constructor>', '<__proto__>', '<a href=/1>1</a>'],
];
const page = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: 'binary', maxLength: 9 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''));

/** How deep each tag stands, and what is open at the end. Throws for anything but the dozen elements, each closed in its turn. */
function nesting(tidied: string): { depths: number[]; end: string[] } {
  const open: string[] = [];
  const depths = [...tidied.matchAll(/<([^>]*)>/g)].map(([, tag = '']) => {
    if (!/^\/?(?:p|h[1-6]|ul|ol|li|blockquote|pre|div|br|hr)$/.test(tag)) throw new Error(`there is <${tag}>`);
    if (!tag.startsWith('/') && tag !== 'br' && tag !== 'hr') open.push(tag);
    if (tag.startsWith('/') && open.pop() !== tag.slice(1)) throw new Error(`<${tag}> ends something else`);
    return open.length;
  });
  return { depths, end: open };
}

describe('whatever a page’s author writes', () => {
  test('what is handed on is a dozen elements without attributes, each closed in its turn, none deep', () => {
    fc.assert(
      fc.property(page, (source) => {
        const { html: tidied } = tidy(source, () => '[1]');
        const { depths, end } = nesting(tidied);
        expect(Math.max(0, ...depths)).toBeLessThanOrEqual(48);
        expect(end).toEqual([]);
        expect(tidied.replace(/<[^>]*>/g, '')).not.toContain('<');
      }),
    );
  });

  test('it has a text and a title without control characters', () => {
    fc.assert(
      fc.property(page, (source) => {
        const { text, title } = readPageText(source, 'http://a.example/');
        expect(text).toMatch(/^[\P{Cc}\t\n]*\n$/u);
        expect(title).toMatch(/^\P{Cc}*$/u);
      }),
    );
  });

  test('it is read from front to back: no token is longer than its page, all of them together neither', () => {
    fc.assert(
      fc.property(page, (source) => {
        const texts = [...readTokens(source)].map((token) => ('text' in token ? token.text.length : 1));
        expect(texts.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(source.length);
      }),
    );
  });

  test('as it was it comes out to the byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const part = `Content-Type: text/html\nContent-Transfer-Encoding: base64\nContent-Description: http://a/\n\n${Buffer.from(bytes).toString('base64')}\n`;
        const [read] = readPages(answer(part)) ?? [];
        if (!read) throw new Error('there is no page');
        const mail = Buffer.from(writePage(read, 'page').entity);
        const { root } = readStructure(mail);
        expect(decodeBody(root, mail.subarray(root.bodyStart, root.bodyEnd))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('any bytes may stand where an answer should', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => readPages(bytes) === undefined));
    fc.assert(fc.property(page, (source) => (readPages(answer(html('x', source), source)) ?? []).length >= 0));
  });
});

describe('no page costs more than its length', () => {
  test.each(['<b>', '<div>', '<ul><li>', '<td>a', '<blockquote><p>a', '<a href=x>y', '<a b="', '<!--'])(
    '%s',
    async (piece) => {
      await expectLinear(16_000, (repeats) => readPageText(piece.repeat(repeats), 'http://a.example/'));
    },
  );
});
