import { expect, test } from '@jest/globals';
import { matchesPattern } from '../../../../src/protocol/imap/session/pattern';

test.each([
  ['a/b', '*', true],
  ['a/b', '%', false],
  ['a/b', 'a/%', true],
  ['a/b/c', 'a/%', false],
  ['a/b/c', 'a*c', true],
  ['a', 'a%', true],
  ['INBOX', 'inbox', true],
  ['Inbox2', 'inbox2', false],
  ['😀x', '%x', true],
  ['', '', true],
  ['a', '', false],
])('%s and the pattern %s', (name, pattern, expected) => {
  expect(matchesPattern(name, pattern)).toBe(expected);
});

test('a pattern of many wildcards does not take for ever', () => {
  expect(matchesPattern('a'.repeat(500), '*a'.repeat(400) + 'b')).toBe(false);
});
