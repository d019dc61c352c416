import { expect, test } from '@jest/globals';
import { readSize } from '../../src/base/size';

test.each([
  ['0', 0],
  ['1 KiB', 1024],
  ['500 MiB', 500 * 1024 * 1024],
  ['2GiB', 2 * 1024 ** 3],
])('"%s" is a size', (text, bytes) => {
  expect(readSize(text)).toBe(bytes);
});

test.each(['', '1', '1 GB', '1.5 GiB', '-1 GiB', '1  GiB', 'GiB', '1234567 GiB'])('"%s" is none', (text) => {
  expect(readSize(text)).toBeUndefined();
});
