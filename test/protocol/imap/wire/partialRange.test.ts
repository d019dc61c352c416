import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Cursor } from '../../../../src/protocol/imap/wire/cursor';
import { partOf, readPartialRange } from '../../../../src/protocol/imap/wire/partialRange';

const read = (text: string) => readPartialRange(new Cursor({ pieces: [{ text }] }));
const end = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 0xffff_ffff }));

describe('a part of the results', () => {
  test('has those whose number lies in the range, counted from the beginning or the end, in their order', () => {
    fc.assert(
      fc.property(end, end, fc.boolean(), fc.nat(10), (a, b, fromEnd, count) => {
        const sign = fromEnd ? '-' : '';
        const results = Array.from({ length: count }, (_, i) => i + 1);
        const inRange = (n: number) => n >= Math.min(a, b) && n <= Math.max(a, b);
        expect(partOf(results, read(`${sign}${a}:${sign}${b}`))).toEqual(
          results.filter((n) => inRange(fromEnd ? count + 1 - n : n)),
        );
      }),
    );
  });

  test('is told under the range that was asked for', () => {
    expect(['9:5', '-1:-100', '3:3'].map((text) => read(text).text)).toEqual(['9:5', '-1:-100', '3:3']);
  });

  test.each(['0:1', '-1:1', '1:-1', '1', '1:*', '*:1', '4294967296:1', ':', '--1:-1'])('is not %s', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'syntax' }));
  });
});
