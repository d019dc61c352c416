import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitsBlock, hasFourBlocks, openFourBlocks } from '../../../src/protocol/nymserv/fourBlocks';
import { seededRandom } from '../../support/random';

const random = seededRandom('four blocks');

/** The fourth word of a block of zeros, compressed without a length. */
const zeroWord = 2006957770;

function subjectOf(iv: Buffer, rest: Uint8Array): readonly [iv0: number, iv1: number, fourth: number] {
  const digest = createHash('sha256').update(iv).update(rest).digest();
  return [iv.readInt32BE(0), iv.readInt32BE(4), digest.readInt32BE(12)];
}

describe('the SHA-256 of four blocks at once', () => {
  test('runs here: without it all subjects would be hashed one by one, and nobody would notice', () => {
    expect(hasFourBlocks).toBe(true);
  });

  test('says what Node says, for every length that fits', () => {
    for (let length = 0; length <= 47; length++) {
      const rest = random.bytes(length);
      expect(openFourBlocks([rest])(...subjectOf(random.bytes(8), rest))).toEqual([0]);
    }
  });

  test('each of any number is found in its lane, and no other, however often it is asked', () => {
    for (let count = 0; count <= 13; count++) {
      const rests = Array.from({ length: count }, () => random.bytes(16));
      const find = openFourBlocks(rests);
      for (const [index, rest] of rests.entries()) expect(find(...subjectOf(random.bytes(8), rest))).toEqual([index]);
      expect(find(...subjectOf(random.bytes(8), random.bytes(16)))).toEqual([]);
    }
  });

  test('lanes that nobody is in match nothing: they hold a block of zeros', () => {
    const find = openFourBlocks([random.bytes(16)]);
    // iv and block all zeros, hashed as one would hash a message of 64 bytes without its padding
    expect(find(0, 0, zeroWord)).toEqual([]);
    expect(
      openFourBlocks([Buffer.alloc(47, 1), Buffer.alloc(8)])(...subjectOf(Buffer.alloc(8), Buffer.alloc(8))),
    ).toEqual([1]);
  });

  test('all that are alike are found, wherever they stand', () => {
    const bytes = (least: number) => fc.uint8Array({ minLength: least, maxLength: 47 });
    fc.assert(
      fc.property(fc.array(bytes(0), { minLength: 1, maxLength: 20 }), bytes(8), fc.nat(), (rests, drawn, place) => {
        const rest = rests[place % rests.length] ?? drawn;
        const subject = subjectOf(Buffer.from(drawn.subarray(0, 8)), rest);
        const same = rests.flatMap((one, index) => (Buffer.compare(one, rest) === 0 ? index : []));
        expect(openFourBlocks(rests)(...subject)).toEqual(same);
      }),
      { numRuns: 300 },
    );
  });

  test('what leaves no room for the length is left to Node, and not hashed wrong', () => {
    expect(fitsBlock(Buffer.alloc(47))).toBe(true);
    expect(fitsBlock(Buffer.alloc(48))).toBe(false);
  });
});
