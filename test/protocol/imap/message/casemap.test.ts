import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { casemap, compareMapped, foldText, openFolding } from '../../../../src/protocol/imap/message/casemap';

const unicode = string({ unit: 'binary' });

describe('casemap', () => {
  test.each([
    ['Zoë', 'zOË'],
    ['Zoë', 'Zoe\u0308'],
    ['ǆ', 'Ǆ'],
    ['ᾳ', 'ᾼ'],
    ['ＡＢＣ', 'abc'],
    ['ı', 'I'],
    ['İ', 'i\u0307'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['a\u0301\u0323', 'ạ\u0301'],
    ['\u{10428}', '\u{10400}'],
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

describe('folding for SEARCH', () => {
  test.each([
    ['quick\r\n  brown\tfox', 'QUICK BROWN FOX'],
    ['\u3000a\u00a0\u2003b', ' A B'],
    ['straße', 'STRAßE'],
  ])('%j is %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  test('a text cut anywhere folds to the same as whole', () => {
    const difficult = constantFrom(
      'e',
      '\u0301',
      '\u0323',
      '\uff9e',
      '\u{1d165}',
      ' ',
      '\r\n',
      '\u00a8',
      'カ',
      '\ud835',
      '한',
      'ﬁ',
      '\u0345',
    );
    assert(
      property(array(oneof(difficult, unicode), { maxLength: 30 }), (pieces) => {
        const folding = openFolding();
        const folded = pieces.map((piece) => folding.write(piece)).join('');
        expect(folded + folding.end()).toBe(foldText(pieces.join('')));
      }),
      { numRuns: 1000 },
    );
  });
});
