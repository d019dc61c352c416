import { describe, expect, test } from '@jest/globals';
import { Block, stuffDots } from '../../../src/protocol/nntp/wire/block';

const roomy = 1000;

/** Feeds `wire` in pieces of `size` bytes; gives the block and what came behind it. */
function unstuff(wire: string, size: number, keep = roomy, most = roomy): { text: string; rest: string } {
  const bytes = Buffer.from(wire, 'latin1');
  const block = new Block(keep, most);
  let at = 0;
  while (!block.done && at < bytes.length) {
    const chunk = bytes.subarray(at, at + size);
    at += block.feed(chunk, 0);
  }
  expect(block.done).toBe(true);
  return { text: block.take().toString('latin1'), rest: bytes.toString('latin1', at) };
}

describe('a block', () => {
  const cases: [why: string, wire: string, text: string][] = [
    ['an empty article is empty', '.\r\n', ''],
    ['the last line keeps its line end', 'one\r\n.\r\n', 'one\r\n'],
    ['a stuffed dot is undone', '..\r\n..two\r\n...\r\n.\r\n', '.\r\n.two\r\n..\r\n'],
    ['a dot inside a line stays', 'a.b\r\nc.\r\n.\r\n', 'a.b\r\nc.\r\n'],
    ['a lone LF before a dot does not end it', 'one\n.\r\n\n..\r\n.\r\n', 'one\n.\r\n\n..\r\n'],
    ['a lone CR before a dot does not end it', 'one\r.\r\n.\r\n', 'one\r.\r\n'],
    ['two CRs before an LF are one CR and a line end', 'one\r\r\n.\r\n', 'one\r\r\n'],
    ['a dot and a CR without LF is text', '.\rx\r\n.\r\r\n.\r\n', '\rx\r\n\r\r\n'],
    ['NUL and bytes over 127 pass', 'a\0b\xff\r\n.\r\n', 'a\0b\xff\r\n'],
  ];

  test.each(cases)('%s', (_why, wire, text) => {
    for (let size = 1; size <= wire.length; size++)
      expect([size, unstuff(`${wire}205 next`, size).text]).toEqual([size, text]);
  });

  test('what comes behind the final dot is left for the next reply', () => {
    expect(unstuff('one\r\n.\r\n223 next\r\n', 100).rest).toBe('223 next\r\n');
  });

  test('an article as large as the limit is kept, one byte more is too large', () => {
    expect(unstuff('123\r\n.\r\n', 2, 5).text).toBe('123\r\n');
    expect(() => unstuff('1234\r\n.\r\n', 2, 5)).toThrow(expect.objectContaining({ code: 'too-large', lost: false }));
  });

  test('a block without end is given up, not read for ever', () => {
    expect(() => unstuff('x'.repeat(50), 10, 5, 20)).toThrow(expect.objectContaining({ code: 'flood', lost: true }));
  });

  test('a block of dots alone does not take a hundred times its size', () => {
    const wire = `${'..\r\n'.repeat(20_000)}.\r\n`;
    expect(unstuff(wire, 4096, 1e6, 1e6).text).toBe('.\r\n'.repeat(20_000));
  });
});

describe('an article to be sent', () => {
  test('gets a dot before each line that begins with one, and its end', () => {
    expect(stuffDots(Buffer.from('.a\r\n..b\r\nc.\r\n')).toString()).toBe('..a\r\n...b\r\nc.\r\n.\r\n');
  });

  test('without a last line end gets one, so that the final dot stands alone', () => {
    expect(stuffDots(Buffer.from('a')).toString()).toBe('a\r\n.\r\n');
    expect(stuffDots(Buffer.from('')).toString()).toBe('.\r\n');
  });
});
