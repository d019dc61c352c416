import { describe, expect, test } from '@jest/globals';
import { readPageText, readTitle } from '../../../src/protocol/html';

const textOf = (html: string, url = 'http://zoo.example/animals/panda.html') => readPageText(html, url).text;

describe('the text of a page', () => {
  test('has the shape of the page, and its links below', () => {
    expect(
      textOf(`<!DOCTYPE html><html><head><title>Pandas &amp; more</title><style>p{color:red}</style></head><body>
        <h1>Pandas</h1><p>They eat <b>bamboo</b>, see <a href="/plants/bamboo?a=1&amp;b=2">bamboo</a>
        and <a href="bears.html">bears</a>.<p>Again: <a href="/plants/bamboo?a=1&amp;b=2">bamboo</a>.
        <ul><li>black<li>white</ul><table><tr><th>Name<th>Age<tr><td>Tai<td>7</table>
        <img src="http://tracker.example/x.gif" alt="A panda"><script>alert(1)</script></body></html>`),
    ).toBe(
      [
        'Pandas',
        '',
        'They eat bamboo, see bamboo[1] and bears[2].',
        '',
        'Again: bamboo[1].',
        '',
        ' * black',
        ' * white',
        '',
        '  Name  Age',
        '  Tai  7',
        '[A panda]',
        '',
        'Links:',
        '[1] http://zoo.example/plants/bamboo?a=1&b=2',
        '[2] http://zoo.example/animals/bears.html',
        '',
      ].join('\n'),
    );
  });

  test('keeps what is laid out by hand, and wraps what is not', () => {
    expect(textOf('<pre>a  b\n  c &lt;d&gt;</pre>')).toBe('a  b\n  c <d>\n');
    const lines = textOf('word '.repeat(100)).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '#below',
    'file:///etc/passwd',
    '',
    'http://[',
    'mailto:a@b.c',
  ])('lists no link to %s', (href) => {
    expect(textOf(`<a href="${href}">here</a>`)).toBe('here\n');
  });

  test.each([
    ['a comment', 'a<!-- <b>x</b> -->b', 'ab\n'],
    ['a quoted ">"', 'a<b title="x>y">b</b>c', 'abc\n'],
    ['an apostrophe in a bare value', "<p class=it's>x</p>y", 'x\n\ny\n'],
    ['a script that writes markup', 'a<script>document.write("<p>no</p>")</script>b', 'ab\n'],
    ['an end tag inside a script', 'a<script>x = "</p>"</script>b', 'ab\n'],
    ['a "<" that begins nothing', '1 < 2 <3', '1 < 2 <3\n'],
    ['markup made of entities', '&lt;script&gt;alert(1)&lt;/script&gt;', '<script>alert(1)</script>\n'],
    ['a comment that never ends', 'a<!-- b', 'a\n'],
    ['an attribute that never ends', 'a<b title="c', 'a\n'],
    ['a control character', 'a\u001b[31mb\u0007', 'a[31mb\n'],
    ['a frame', 'a<iframe src="http://x.example/">old browser</iframe>b', 'ab\n'],
    ['a mailbox in a noscript', '<noscript>please</noscript>', 'please\n'],
  ])('is read right with %s', (_name, html, text) => {
    expect(textOf(html)).toBe(text);
  });

  test('ends where it gets too long, and says so', () => {
    const { text, cut } = readPageText('<p>word word</p>'.repeat(100_000), 'http://zoo.example/');
    expect(text.length).toBeLessThan(600_000);
    expect(cut).toBe(true);
  });
});

describe('the title', () => {
  test('is one line of limited length', () => {
    expect(readTitle('<title>\n Pandas &amp;\u0007 \n more </title>')).toBe('Pandas & more');
    expect(readTitle('<title>a\u202eb</title>')).toBe('ab');
    expect(Array.from(readTitle(`<title>${'😀'.repeat(200)}</title>`))).toHaveLength(100);
  });

  test('is not one that a picture in the page has', () => {
    expect(readTitle('<svg><title>icon</title></svg><title>page</title>')).toBe('page');
    expect(readTitle('<p>none</p>')).toBe('');
  });
});
