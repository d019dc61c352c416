import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';

/** As expect(found).toEqual(expected), for what is asked a million times. */
export function same(found: unknown, expected: unknown): void {
  if (found !== expected && !isDeepStrictEqual(found, expected)) expect(found).toStrictEqual(expected);
}
