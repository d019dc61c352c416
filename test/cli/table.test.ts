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
