import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GnupgFiles } from '../../src/nym';
import { readGnupgKey } from '../../src/protocol/openpgp';
import { readKeyFile } from '../../src/protocol/openpgp/gnupg/keyFile';
import { readRing } from '../../src/protocol/openpgp/gnupg/ring';
import { readSexp, writeSexp } from '../../src/protocol/openpgp/gnupg/sexp';
import type { Sexp } from '../../src/protocol/openpgp/gnupg/sexp';
import { homeFiles, keyFilesOf } from '../support/gnupg';
import { expectLinear } from '../support/growth';

const koala = { address: 'koala@nym.test' };

/** What it gives, or undefined where it was refused in the engine's own words; anything else fails the test. */
function refusedOr<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toMatchObject({ name: 'OpenPgpError' });
    return undefined;
  }
}

async function keyOrRefusal(files: GnupgFiles): Promise<string | undefined> {
  try {
    return (await readGnupgKey(files, koala, 'bamboo')).publicKey.fingerprint;
  } catch (error) {
    expect(error).toMatchObject({ name: 'OpenPgpError' });
    return undefined;
  }
}

const { sexp } = fc.letrec<{ sexp: Sexp; atom: Buffer }>((tie) => ({
  atom: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  sexp: fc.array(fc.oneof({ maxDepth: 6, withCrossShrink: true }, tie('atom'), tie('sexp')), { maxLength: 5 }),
}));

/** Bytes with some of theirs changed, some cut out, and the rest as it was. */
function spoilt(original: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat(Math.max(0, original.length - 1));
  const changes = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
  return fc.tuple(changes, place, fc.nat(20)).map(([bytes, from, length]) => {
    const copy = Buffer.from(original);
    for (const [at, byte] of bytes) copy[at] = byte;
    return Buffer.concat([copy.subarray(0, from), copy.subarray(from + length)]);
  });
}

describe('S-expressions of strangers', () => {
  test('what is written is read again', () => {
    fc.assert(
      fc.property(sexp, fc.uint8Array({ maxLength: 16 }), (list, rest) => {
        const canonical = writeSexp(list);
        expect(writeSexp(readSexp(Buffer.concat([canonical, rest])))).toEqual(canonical);
      }),
    );
  });

  test('no bytes do anything but fail in our words', () => {
    const words = fc.constantFrom(
      '(',
      ')',
      '#',
      '"',
      '|',
      '\\',
      ':',
      '4:',
      '00',
      'protected',
      ' ',
      '\n',
      '(3:rsa',
      'key:',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 3 })), { maxLength: 60 }), (pieces) => {
        const bytes = Buffer.from(pieces.join(''));
        refusedOr(() => readSexp(bytes));
        refusedOr(() => readKeyFile(Buffer.concat([Buffer.from('Key: '), bytes])));
        refusedOr(() => readRing(bytes));
      }),
    );
  });

  test.each([
    ['brackets', '(', ''],
    ['empty lists', '()', '('],
    ['atoms', 'a ', '('],
    ['quotes', '"" ', '('],
    ['hex', '## ', '('],
    ['open hex', '#', '('],
    ['base64', '|| ', '('],
    ['lengths', '1', '('],
    ['escapes', '\\\\', '("'],
    ['lines', 'Key:\n', ''],
    ['continued lines', '\n ', 'Key: (a'],
  ])('sixty thousand of %s cost no more than their length', async (_what, piece, before) => {
    await expectLinear(64_000, (count) => {
      const bytes = Buffer.from(before + piece.repeat(Math.floor(count / piece.length)));
      refusedOr(() => readSexp(bytes));
      refusedOr(() => readKeyFile(bytes));
    });
  });
});

describe('spoilt homes', () => {
  test('a spoilt key file is the key itself, or refused', async () => {
    for (const home of ['open', 'locked-cbc'] as const) {
      const files = homeFiles(home);
      const whole = keyFilesOf(home);
      const small = whole.map((bytes, i) => ({ bytes, i })).filter(({ bytes }) => bytes.length < 400);
      const right = await keyOrRefusal(files);
      const one = fc
        .constantFrom(...small)
        .chain(({ bytes, i }) => spoilt(bytes).map((spoiltBytes) => ({ i, spoiltBytes })));
      await fc.assert(
        fc.asyncProperty(one, async ({ i, spoiltBytes }) => {
          const keyFiles = whole.map((bytes, j) => (j === i ? spoiltBytes : bytes));
          expect([right, undefined]).toContain(await keyOrRefusal({ ...files, keyFiles }));
        }),
        { numRuns: home === 'open' ? 60 : 8 },
      );
    }
  });

  test('a spoilt ring is the key itself, or refused', async () => {
    const files = homeFiles('open');
    const right = await keyOrRefusal(files);
    const [ring = Buffer.alloc(0)] = files.publicRings.map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(spoilt(ring), async (bytes) => {
        expect([right, undefined]).toContain(await keyOrRefusal({ ...files, publicRings: [bytes] }));
      }),
      { numRuns: 60 },
    );
  });

  test('thousands of subkeys are refused before they are looked for', async () => {
    const files = homeFiles('open');
    const ring = files.publicRings.flatMap(readRing).find(({ userIds }) => String(userIds).includes('koala'));
    const frames = ring?.frames ?? [];
    const subkey = frames.find(({ tag }) => tag === 14)?.raw ?? Buffer.alloc(0);
    await expectLinear(16_000, async (length) => {
      const many = Array.from({ length }, () => subkey);
      const packets = Buffer.concat([...frames.map(({ raw }) => raw), ...many]);
      expect(await keyOrRefusal({ ...files, publicRings: [packets] })).toBeUndefined();
    });
  });

  test('blobs and packets without end cost no more than their length', async () => {
    const header = Buffer.concat([Buffer.from('0000002001010002', 'hex'), Buffer.from('KBXf'), Buffer.alloc(20)]);
    await expectLinear(1 << 20, (length) => {
      const blobs = Buffer.concat([header, Buffer.alloc(length, Buffer.from([0, 0, 0, 5, 0]))]);
      const packets = Buffer.alloc(length, Buffer.from([0xc6, 0]));
      for (const bytes of [blobs, packets]) refusedOr(() => readRing(bytes));
    });
  });
});
