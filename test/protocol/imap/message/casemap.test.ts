import { describe, expect, test } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { casemap, compareMapped } from '../../../../src/protocol/imap/message/casemap';

const unicode = string({ unit: 'binary' });

describe('casemap', () => {
  test.each([
    ['Zoë', 'zOË'],
    ['Zoë', 'Zoe\u0308'],
    ['ǆ', 'Ǆ'],
    ['ᾳ', 'ᾼ'],
    ['ＡＢＣ', 'abc'],
    ['ı', 'I'],
  ])('%j and %j are the same', (a, b) => {
    expect(casemap(a)).toBe(casemap(b));
  });

  test('a ligature comes apart only after it has kept its case', () => {
    expect(casemap('ﬁ')).toBe('fi');
  });

  test('ß is not SS: the mapping is one character to one', () => {
    expect(casemap('ß')).toBe('ß');
  });

  test('texts compare as their octets in UTF-8 do', () => {
    assert(
      property(unicode, unicode, (a, b) => {
        const [one, other] = [Buffer.from(a), Buffer.from(b)];
        expect(Math.sign(compareMapped(a, b))).toBe(Buffer.compare(one, other));
      }),
    );
  });
});
