import { describe, expect, test } from '@jest/globals';
import { drawPause, repeat } from '../../../src/incoming/newsgroup/schedule';
import { TestClock } from '../../support/clock';
import { seededRandom } from '../../support/random';

const hour = 3_600_000;

describe('the schedule', () => {
  test('draws pauses around the set interval, never the same twice in a row', () => {
    const random = seededRandom('pauses');
    const pauses = Array.from({ length: 500 }, () => drawPause({ random, intervalMs: hour }));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(hour / 2);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1.5 * hour);
    const mean = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length;
    expect(Math.abs(mean - hour)).toBeLessThan(hour / 20);
    expect(new Set(pauses).size).toBeGreaterThan(490);
  });

  test('runs at once, then again after each pause, and stops when told', async () => {
    const clock = new TestClock();
    const stop = new AbortController();
    const at: number[] = [];
    const started = clock.now();
    const round = () => Promise.resolve(at.push(clock.now() - started));
    const ended = repeat(round, { clock, random: seededRandom('x'), intervalMs: hour }, stop.signal);
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(10 * hour);
    expect(at[0]).toBe(0);
    expect(at.length).toBeGreaterThanOrEqual(7);
    expect(at.length).toBeLessThanOrEqual(21);
    stop.abort();
    await ended;
  });
});
