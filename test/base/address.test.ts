import { expect, test } from '@jest/globals';
import { isDomain, readAddress, sameAddress } from '../../src/base/address';

test.each([
  'panda@nym.test',
  "o'neill+tag@example.org",
  'a.b-c_d@xn--nym-test.example',
  'bob@localhost',
  'grüße@example.org',
])('%s is an address', (text) => {
  expect(readAddress(text)).toBeDefined();
});

test.each([
  '',
  'panda',
  '@nym.test',
  'panda@',
  'panda@nym..test',
  'panda@-nym.test',
  'pan da@nym.test',
  '.panda@nym.test',
  'panda@nym.test\r\nRCPT TO:<x@y>',
  'panda,bob@nym.test',
  `${'a'.repeat(65)}@nym.test`,
  `a@${'b'.repeat(64)}.test`,
])('%j is none', (text) => {
  expect(readAddress(text)).toBeUndefined();
});

test('addresses are compared without case', () => {
  expect(sameAddress('Panda@Nym.Test', 'panda@nym.test')).toBe(true);
});

test('a domain has no empty label', () => {
  expect(isDomain('nym.test')).toBe(true);
  expect(isDomain('nym.test.')).toBe(false);
});
