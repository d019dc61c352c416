import { expect, test } from '@jest/globals';
import { printFacts, printRows } from '../../src/cli/table';

test('what a stranger wrote does not steer the terminal', () => {
  const evidence = 'article <\u001b]0;gone\u0007\u202Ex@y>';
  expect(printRows([{ evidence }], false, '')).toBe('evidence\narticle <?]0;gone??x@y>');
  expect(printFacts({ evidence }, false)).toBe('evidence  article <?]0;gone??x@y>');
});

test('programs get every character, in the escapes of JSON', () => {
  expect(JSON.parse(printFacts({ subject: 'a\u001bb' }, true))).toEqual({ subject: 'a\u001bb' });
});

test('names that a server chose steer the terminal as little as values do', () => {
  expect(printFacts({ 'a\u001b[2J': 'b' }, false)).toBe('a?[2J  b');
  expect(printRows([{ 'a\u001b[2J': 'b' }], false, '')).toBe('a?[2J\nb');
});

test('JSON on a screen does not steer it either, and loses nothing', () => {
  const value = { 'x\u009b': 'a\u009b2J\u202e\u007f\u2028é' };
  expect(printFacts(value, true)).toMatch(/^[\n -~é]*$/);
  expect(JSON.parse(printFacts(value, true))).toEqual(value);
});
