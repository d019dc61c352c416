import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAsciiText, latin1, toCrlf, toLf } from '../../src/base/bytes';

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

test('a text is ASCII where each of its units is, lone surrogates among them', () => {
  const units = fc.array(fc.oneof(fc.integer({ max: 0x80, min: 0x7e }), fc.integer({ max: 0xffff, min: 0 })));
  fc.assert(fc.property(units, (all) => isAsciiText(String.fromCharCode(...all)) === all.every((unit) => unit < 0x80)));
});
