import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makePassphrase, ratePassphrase } from '../../src/nym';
import { checkOptions } from '../../src/protocol/nymserv';
import { seededRandom } from '../support/random';

describe('a passphrase that is made', () => {
  test('has 128 random bits at least, in what a server takes as it is written', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const made = makePassphrase(seededRandom(seed));
        checkOptions({ hsub: made, symmetric: made });
        expect(made).toMatch(/^[a-km-z2-9]{26}$/);
      }),
    );
    expect(26 * Math.log2(33)).toBeGreaterThan(128);
  });

  test('uses every character of its alphabet, and makes no two alike', () => {
    const random = seededRandom('many');
    const made = Array.from({ length: 200 }, () => makePassphrase(random));
    expect(new Set(made).size).toBe(200);
    expect(new Set(made.join('')).size).toBe(33);
  });

  test('is not called weak', async () => {
    expect(await ratePassphrase(makePassphrase(seededRandom('one')))).toMatchObject({ weak: false });
  });
});

describe('a passphrase that somebody typed', () => {
  test.each([
    ['panda', 'a second'],
    ['Tr0ub4dor&3', '6 seconds'],
    ['correct-horse-battery-staple', '84 years'],
    ['a'.repeat(64), 'a second'],
  ])('%s falls within %s', async (text, time) => {
    const { weak, sentence } = await ratePassphrase(text);
    expect(weak).toBe(true);
    expect(sentence).toContain(`within ${time}.`);
    expect(sentence).not.toContain(text);
  });

  test('is strong with six words drawn by lot', async () => {
    expect(await ratePassphrase('tiger lemon orbit cobalt frosty anchor')).toMatchObject({ weak: false });
  });

  test('may be shorter for exported files, whose every guess is slow', async () => {
    expect(await ratePassphrase('correct-horse-battery-staple', [], 'bundle')).toMatchObject({ weak: false });
    const { weak, sentence } = await ratePassphrase('gum tree', [], 'bundle');
    expect(weak).toBe(true);
    expect(sentence).not.toContain('random');
  });

  test('is weak where it is the name of the nym', async () => {
    const name = 'xq7vrk2mzt9wpl4hdn8s';
    expect(await ratePassphrase(name)).toMatchObject({ weak: false });
    expect(await ratePassphrase(name, [name])).toMatchObject({ weak: true });
  });

  test('is rated by what a server takes of it: more would only take longer', async () => {
    const long = 'ab1!'.repeat(100_000);
    expect(await ratePassphrase(long)).toEqual(await ratePassphrase(long.slice(0, 64)));
  });
});
