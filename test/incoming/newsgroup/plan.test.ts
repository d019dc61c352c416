import { describe, expect, test } from '@jest/globals';
import { limits } from '../../../src/incoming/newsgroup/limits';
import { planRound, ranges } from '../../../src/incoming/newsgroup/plan';

describe('where a round begins', () => {
  test.each([
    ['a new server: at the first article', { low: 17, high: 900, mark: undefined }, { from: 17, high: 16 }],
    [
      'as before: a little before the mark',
      { low: 17, high: 900, mark: { high: 800, low: 10 } },
      { from: 801 - limits.lookBackNumbers, high: 800 },
    ],
    ['what expired is not looked for', { low: 790, high: 900, mark: { high: 800, low: 10 } }, { from: 790, high: 800 }],
    ['numbers that fell: all over again', { low: 1, high: 20, mark: { high: 800, low: 10 } }, { from: 1, high: 0 }],
    ['a low mark that fell: likewise', { low: 5, high: 900, mark: { high: 800, low: 10 } }, { from: 5, high: 4 }],
    ['an empty group: nothing', { low: 0, high: 0, mark: undefined }, { from: 1, high: 0 }],
  ])('%s', (_why, position, plan) => {
    expect(planRound(position)).toEqual(plan);
  });
});

describe('the stretches of a round', () => {
  test('cover every number once', () => {
    const { rangeNumbers: n } = limits;
    expect([...ranges(3, 2 * n + 4)]).toEqual([
      { from: 3, to: n + 2 },
      { from: n + 3, to: 2 * n + 2 },
      { from: 2 * n + 3, to: 2 * n + 4 },
    ]);
    expect([...ranges(5, 4)]).toEqual([]);
  });

  test('a server that claims numbers beyond all numbers does not lead us there', () => {
    expect([...ranges(limits.highestNumber, Number.MAX_SAFE_INTEGER)]).toEqual([
      { from: limits.highestNumber, to: limits.highestNumber },
    ]);
  });
});
