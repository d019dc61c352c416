import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { casemap, compareMapped, foldText, openFolding } from '../../../../src/protocol/imap/message/casemap';
import { expectLinear } from '../../../support/growth';

const [below, above, later] = ['\u0327', '\u0301', '\u{1d165}'];
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

  test('marks on one letter are in one order, however they were written', () => {
    expect(casemap(`e${above}${below}`.repeat(100))).toBe(casemap(`e${below}${above}`.repeat(100)));
    expect(casemap(`e${above.repeat(15)}${below.repeat(15)}`)).toBe(`E${below.repeat(15)}${above.repeat(15)}`);
  });

  test.each([above + below, above + '\uff9e'])(
    'a run of %j costs as much as it is long: to sort it as one takes the square of that',
    (marks) => expectLinear(80_000, (count) => casemap(`e${marks.repeat(count)}`)),
  );

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
    const run = array(constantFrom(below, above, later, '\uff9e'), { maxLength: 100 }).map((marks) => marks.join(''));
    assert(
      property(array(oneof(difficult, unicode, run), { maxLength: 30 }), (pieces) => {
        const folding = openFolding();
        const folded = pieces.map((piece) => folding.write(piece)).join('');
        expect(folded + folding.end()).toBe(foldText(pieces.join('')));
      }),
      { numRuns: 1000 },
    );
  });

  test('of a run of marks little is held back: what comes next would be joined to all of it', () => {
    const folding = openFolding();
    const piece = (above + below).repeat(1000);
    const folded = Array.from({ length: 10 }, () => folding.write(piece));
    expect(folding.end().length).toBeLessThan(100);
    expect(folded.join('').length).toBeGreaterThan(10 * piece.length - 100);
  });
});
