import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latin1, toCrlf, toLf } from '../../src/base/bytes';

describe('line ends', () => {
  test.each([
    ['a\r\nb\n', 'a\nb\n', 'a\r\nb\r\n'],
    ['a\rb', 'a\nb', 'a\r\nb'],
    ['\r\r\n\n', '\n\n\n', '\r\n\r\n\r\n'],
    ['', '', ''],
  ])('%j', (mixed, lf, crlf) => {
    expect(toLf(latin1(mixed)).toString('latin1')).toBe(lf);
    expect(toCrlf(latin1(mixed)).toString('latin1')).toBe(crlf);
  });

  test('there and back gives the same bytes, whatever they are', () => {
    const bytes = fc.uint8Array().map((b) => toLf(b));
    fc.assert(fc.property(bytes, (b) => toLf(toCrlf(b)).equals(b) && toCrlf(toCrlf(b)).equals(toCrlf(b))));
  });

  test('what needs no change is not copied', () => {
    const bytes = latin1('a\nb');
    expect(toLf(bytes)).toBe(bytes);
  });
});
