import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawChains, readChain } from '../../../src/protocol/remailer/chain/draw';
import { reasonAgainst, usualRules } from '../../../src/protocol/remailer/chain/rules';
import type { Mix, Rules } from '../../../src/protocol/remailer/chain/rules';
import type { Listed } from '../../../src/protocol/remailer/directory/remailer';
import type { Pair, Standing } from '../../../src/protocol/remailer/directory/statistics';
import { systemRandom } from '../../../src/base/random';
import { seededRandom } from '../../support/random';

const listed = (name: string, caps = 'E'): Listed => ({
  name,
  address: `${name}@mix.test`,
  keyId: '0'.repeat(32),
  version: '4:0.2.7',
  caps,
  from: 0,
  until: Infinity,
});

const good: Omit<Standing, 'name'> = { latency: 600, reliability: 100, latencyHistory: '', history: '' };

/** Remailers that are all good, but for what is told. */
function mixOf(
  remailers: readonly Listed[],
  {
    rules = {},
    broken = [],
    noExits = [],
    bad = {},
  }: {
    rules?: Partial<Rules>;
    broken?: Pair[];
    noExits?: string[];
    bad?: Record<string, Partial<Standing>>;
  } = {},
): Mix<Listed> {
  const standings = remailers.map(({ name }): [string, Standing] => [name, { ...good, name, ...bad[name] }]);
  return {
    remailers,
    statistics: { standings: new Map(standings), broken, noExits: new Set(noExits) },
    rules: { ...usualRules.yamn, ...rules },
  };
}

const names = ['alder', 'birch', 'cedar', 'dogwood', 'elm'];
const all = names.map((name) => listed(name));
const one = { packets: 1, copies: 1 } as const;
const drawOne = (text: string, mix: Mix<Listed>, seed = 'chain') =>
  drawChains(readChain(text, mix.remailers, 10), one, mix, seededRandom(seed))[0]?.[0]?.map(({ name }) => name);

/** Pearson's, against what each count should be. */
function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

test('of 100,000 chains every one that may be drawn comes as often as any other', () => {
  const mix = mixOf(all);
  const elements = readChain('*,*,*', all, 10);
  const counts = new Map<string, number>();
  for (let n = 0; n < 100_000; n++) {
    const [[chain = []] = []] = drawChains(elements, one, mix, systemRandom);
    const key = chain.map(({ name }) => name).join(',');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  // five, four, three: no remailer twice
  expect(counts.size).toBe(60);
  // 59 degrees of freedom: beyond 120 once in a hundred thousand runs
  expect(chiSquare([...counts.values()], 100_000 / 60)).toBeLessThan(120);
});

describe('a remailer is not drawn', () => {
  const mix = mixOf([...all, listed('middle', 'M'), listed('stranger')], {
    bad: {
      alder: { reliability: 98.5 },
      birch: { latency: 60 },
      cedar: { latency: 3601 },
      dogwood: { reliability: 97 },
    },
    rules: { excluded: new Set(['elm@mix.test']) },
  });
  const standings = new Map(mix.statistics.standings);
  standings.delete('stranger');
  const known = { ...mix, statistics: { ...mix.statistics, standings } };
  const against = (name: string, index: number) =>
    reasonAgainst(
      [...mix.remailers].find((remailer) => remailer.name === name)!,
      { index, fixed: [undefined, undefined] },
      known,
    );

  test.each([
    ['alder', 0, undefined],
    ['alder', 1, 'its reliability is 98.5 %, and has to be 99 %'],
    ['birch', 0, 'it takes 0:01, and should take 0:02 at least'],
    ['cedar', 0, 'it takes 1:00, and should take 1:00 at most'],
    ['dogwood', 0, 'its reliability is 97 %, and has to be 98 %'],
    ['elm', 0, 'it is excluded'],
    ['middle', 0, undefined],
    ['middle', 1, 'it is a middle-man, and no exit'],
    ['stranger', 0, 'the statistics do not know it'],
  ])('%s as hop %i: %s', (name, index, reason) => {
    expect(against(name, index)).toBe(reason);
  });

  test('as the exit where it says that it lets no base64 through; it may pass packets on', () => {
    const mix = mixOf(all, { noExits: ['alder', 'birch', 'cedar', 'dogwood'] });
    const chains = Array.from({ length: 50 }, (_, n) => drawOne('*,*', mix, `no exits ${n}`));
    expect(new Set(chains.map((chain) => chain?.at(-1)))).toEqual(new Set(['elm']));
    expect(new Set(chains.map((chain) => chain?.[0])).size).toBe(4);
  });

  test('where mail between it and a neighbour is lost, which the original does not look at', () => {
    const broken: Pair[] = [
      ['alder', 'elm'],
      ['*', 'dogwood'],
    ];
    for (let n = 0; n < 200; n++) {
      const chain = drawOne('*,elm', mixOf(all, { broken }), `broken ${n}`);
      expect(chain).not.toEqual(['alder', 'elm']);
    }
    expect(() => drawOne('*,dogwood', mixOf(all, { broken }))).toThrow(expect.objectContaining({ code: 'no-chain' }));
  });
});

test('no remailer comes twice within the distance, also where its user wrote it by name, which the original lets pass', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4 }),
      fc.array(fc.constantFrom('*', 'alder', 'elm@mix.test'), { minLength: 2, maxLength: 5 }),
      fc.string(),
      (distance, words, seed) => {
        const mix = mixOf([...all, ...['fir', 'gum', 'hazel', 'ivy', 'juniper'].map((name) => listed(name))], {
          rules: { distance },
        });
        const chain = drawOne(words.join(','), mix, seed) ?? [];
        const near = (a: number, b: number) => Math.abs(a - b) <= distance && a !== b;
        chain.forEach((name, index) => {
          if (words[index] !== '*') return;
          expect(chain.filter((other, at) => other === name && near(at, index))).toEqual([]);
        });
      },
    ),
  );
});

test('all packets and copies of a message come to one exit, and go there on other ways', () => {
  const chains = drawChains(readChain('*,*,*', all, 10), { packets: 3, copies: 4 }, mixOf(all), seededRandom('copies'));
  expect(chains.map((copies) => copies.length)).toEqual([4, 4, 4]);
  expect(new Set(chains.flat().map((chain) => chain.at(-1)?.name)).size).toBe(1);
  expect(new Set(chains.flat().map((chain) => chain[0]?.name)).size).toBeGreaterThan(1);
});

test('a chain that cannot be is refused with what stands against each', () => {
  expect(() => readChain('*,nobody', all, 10)).toThrow(expect.objectContaining({ code: 'bad-chain' }));
  expect(() => readChain('*,'.repeat(10) + '*', all, 10)).toThrow(expect.objectContaining({ code: 'bad-chain' }));
  const mix = mixOf([listed('alder', 'M'), listed('elm')], { bad: { elm: { reliability: 50 } } });
  expect(() => drawOne('*', mix)).toThrow(
    'No remailer can be hop 1 of 1. alder: it is a middle-man, and no exit; elm: its reliability is 50 %, and has to be 99 %.',
  );
});
