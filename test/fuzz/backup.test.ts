import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openChunks, sealChunks } from '../../src/store/backup/chunks';
import { limits } from '../../src/store/backup/limits';

const key = Buffer.alloc(32, 7);
const sealedBytes = limits.chunkBytes + 16;

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const list: Uint8Array[] = [];
  for await (const piece of pieces) list.push(piece);
  return Buffer.concat(list);
}

/** The same bytes in pieces of any lengths, as a disk would give them. */
async function* cut(bytes: Buffer, lengths: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const length of lengths) yield bytes.subarray(at, (at += length));
  yield bytes.subarray(at);
}

const seal = (text: Buffer) => all(sealChunks(key, cut(text, [])));
const open = (sealed: Buffer, lengths: readonly number[] = []) => all(openChunks(key, cut(sealed, lengths)));

/** Lengths around the ends of chunks. */
const length = fc.oneof(
  fc.nat(2000),
  fc.tuple(fc.nat(3), fc.integer({ min: -2, max: 2 })).map(([n, more]) => Math.max(0, n * limits.chunkBytes + more)),
);
const text = fc.tuple(length, fc.nat(255)).map(([n, byte]) => Buffer.alloc(n, byte));
const lengths = fc.array(fc.nat(100_000), { maxLength: 5 });

test('whatever is sealed opens again, however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(text, lengths, lengths, async (bytes, some, others) => {
      const sealed = await all(sealChunks(key, cut(bytes, some)));
      expect((await open(sealed, others)).equals(bytes)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('one that is cut short, longer, or changed in any bit does not open', async () => {
  const harm = fc.oneof(
    fc.record({ kind: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }) }),
    fc.record({
      kind: fc.constant('flip' as const),
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    }),
    fc.record({ kind: fc.constant('add' as const), at: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(text, harm, async (bytes, { kind, at }) => {
      const sealed = await seal(bytes);
      const where = Math.floor(at * sealed.length);
      const harmed = kind === 'add' ? Buffer.concat([sealed, Buffer.from('x')]) : Buffer.from(sealed);
      if (kind === 'flip') harmed[where] = (harmed[where] ?? 0) ^ (1 << (where % 8));
      await expect(open(kind === 'cut' ? harmed.subarray(0, where) : harmed)).rejects.toThrow(/damaged or cut short/);
    }),
    { numRuns: 60 },
  );
});

test.each<[string, (chunks: Buffer[]) => Buffer[]]>([
  ['in another order', ([a, b, c]) => [b, a, c].flatMap((one) => one ?? [])],
  ['with one left out', ([a, , c]) => [a, c].flatMap((one) => one ?? [])],
  ['with one twice', ([a, b, c]) => [a, b, b, c].flatMap((one) => one ?? [])],
  ['without the last, at the very end of a chunk', ([a, b]) => [a, b].flatMap((one) => one ?? [])],
])('chunks %s do not open', async (_name, change) => {
  const sealed = await seal(Buffer.alloc(2 * limits.chunkBytes + 10, 1));
  const chunks = [0, 1, 2].map((n) => sealed.subarray(n * sealedBytes, (n + 1) * sealedBytes));
  await expect(open(Buffer.concat(change(chunks)))).rejects.toThrow(/damaged/);
});

test('nothing is given out before it is authentic', async () => {
  const sealed = await seal(Buffer.alloc(2 * limits.chunkBytes, 1));
  sealed[sealedBytes + 5] = (sealed[sealedBytes + 5] ?? 0) ^ 1;
  const given: Buffer[] = [];
  const reading = (async () => {
    for await (const piece of openChunks(key, cut(sealed, []))) given.push(piece);
  })();
  await expect(reading).rejects.toThrow(/damaged/);
  expect(given.map((piece) => piece.length)).toEqual([limits.chunkBytes]);
});
