import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanFile } from '../../src/protocol/picture';

const folder = join(__dirname, '../golden/pictures');
const pictures = readdirSync(folder)
  .filter((name) => !name.endsWith('.md'))
  .map((name) => readFileSync(join(folder, name)));

/** A picture with some bytes changed, and cut off somewhere or not. */
const damaged = fc
  .record({
    picture: fc.constantFrom(...pictures),
    changes: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
    cut: fc.option(fc.nat()),
  })
  .map(({ picture, changes, cut }) => {
    const copy = Buffer.from(picture);
    for (const [at, byte] of changes) copy[at % copy.length] = byte;
    return cut === null ? copy : copy.subarray(0, cut % copy.length);
  });

const begun = fc
  .tuple(
    fc.constantFrom('\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'GIF89a', 'RIFF\x40\0\0\0WEBP'),
    fc.uint8Array({ maxLength: 400 }),
  )
  .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'latin1'), rest]));

test('no file makes the cleaning fail, grow, or need a second time', () => {
  fc.assert(
    fc.property(fc.oneof(damaged, begun, fc.uint8Array({ maxLength: 400 })), (bytes) => {
      const result = cleanFile(bytes);
      if (result.kind !== 'cleaned') return;
      expect(result.bytes.length).toBeLessThanOrEqual(bytes.length);
      expect(cleanFile(result.bytes)).toEqual(result);
    }),
    { numRuns: 3000 },
  );
});

test('a large file of nothing but markers is no trap', () => {
  const start = Buffer.from('\xff\xd8\xff\xda\0\x02', 'latin1');
  expect(cleanFile(Buffer.concat([start, Buffer.alloc(5_000_000, 0xff)])).kind).toBe('uncleanable');
  expect(cleanFile(Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(5_000_000, 1)])).kind).toBe('uncleanable');
});
