import { expect, test } from '@jest/globals';
import { canonicalFlag, changeFlags } from '../../../src/protocol/imap';

test('flags are the same in any case, and keep the case they had', () => {
  expect(changeFlags(['\\Seen', 'Work'], 'add', ['WORK', 'new'])).toEqual(['\\Seen', 'Work', 'new']);
  expect(changeFlags(['\\Seen', 'Work'], 'remove', ['work'])).toEqual(['\\Seen']);
  expect(changeFlags(['\\Seen', 'Work'], 'replace', ['work', 'new'])).toEqual(['Work', 'new']);
});

test('a change that changes nothing gives back the same list, so that no mod-sequence is spent', () => {
  const flags = ['\\Seen', 'Work'];
  expect(changeFlags(flags, 'add', ['work'])).toBe(flags);
  expect(changeFlags(flags, 'replace', ['WORK', '\\Seen'])).toBe(flags);
});

test('system flags are written one way, and others with a backslash are none', () => {
  expect([canonicalFlag('\\SEEN'), canonicalFlag('\\Recent'), canonicalFlag('$MDNSent')]).toEqual([
    '\\Seen',
    undefined,
    '$MDNSent',
  ]);
});
