import { expect, test } from '@jest/globals';
import { Cursor } from '../../../../src/protocol/imap/wire/cursor';
import { rawCommand } from '../../../../src/protocol/imap/wire/rawCommand';
import {
  normalRanges,
  readSequenceSet,
  showSequenceSet,
  writeNumberSet,
} from '../../../../src/protocol/imap/wire/sequenceSet';

test.each([
  ['1', '1'],
  ['3:1', '1:3'],
  ['*', '10'],
  ['12:*', '10:12'],
  ['*:8', '8:10'],
  ['5,1:3,4', '1:5'],
  ['1:9,2:3,12', '1:9,12'],
])('%s of a mailbox of ten is %s', (text, expected) => {
  const set = readSequenceSet(new Cursor(rawCommand(text)));
  expect(set).not.toBe('$');
  expect(showSequenceSet(normalRanges(set === '$' ? [] : set, 10))).toBe(expected);
});

test.each(['0', '', ',', '1,', 'a', '1:', '4294967296', '-1'])('%j is no set', (text) => {
  expect(() => readSequenceSet(new Cursor(rawCommand(text)))).toThrow(expect.objectContaining({ code: 'syntax' }));
});

test('numbers are written as runs', () => {
  expect(writeNumberSet([1, 2, 3, 5, 7, 8])).toBe('1:3,5,7:8');
});
