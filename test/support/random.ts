import { createHash } from 'node:crypto';
import type { Random } from '../../src/base/random';

/** The same bytes every time for the same seed, so that a failing test fails again. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  const bytes = (length: number): Buffer => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32)
      blocks.push(createHash('sha256').update(`${seed}/${counter++}`).digest());
    return Buffer.concat(blocks).subarray(0, length);
  };
  return { bytes, below: (limit) => bytes(6).readUIntBE(0, 6) % limit };
}

/** Draws these again, in their order, and nothing else. */
export function replayedRandom(bytes: readonly Buffer[], numbers: readonly number[]): Random {
  const [restOfBytes, restOfNumbers] = [[...bytes], [...numbers]];
  return {
    bytes: (length) => {
      const next = restOfBytes.shift();
      if (next?.length !== length)
        throw new Error(`${length} bytes are drawn, and there are ${next?.length ?? 'none'}`);
      return Buffer.from(next);
    },
    below: () => {
      const next = restOfNumbers.shift();
      if (next === undefined) throw new Error('a number is drawn, and there is none');
      return next;
    },
  };
}
