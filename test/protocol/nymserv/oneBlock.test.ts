import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { fourthWord, openBlock } from '../../../src/protocol/nymserv/oneBlock';
import { seededRandom } from '../../support/random';

const random = seededRandom('one block');

describe('the one-block SHA-256', () => {
  test('says what Node says, for every length that fits', () => {
    for (let length = 0; length <= 47; length++) {
      const [iv, rest] = [random.bytes(8), random.bytes(length)];
      const digest = createHash('sha256').update(iv).update(rest).digest();
      expect(fourthWord(openBlock(rest)!, iv.readInt32BE(0), iv.readInt32BE(4))).toBe(digest.readInt32BE(12));
    }
  });

  test('a block used before gives the same for the same iv', () => {
    const block = openBlock(Buffer.from('panda'))!;
    const first = fourthWord(block, 1, 2);
    expect(fourthWord(block, 3, 4)).not.toBe(first);
    expect(fourthWord(block, 1, 2)).toBe(first);
  });

  test('what leaves no room for the length is left to Node, and not hashed wrong', () => {
    expect(openBlock(Buffer.alloc(48))).toBeUndefined();
  });
});
