import { describe, expect, test } from '@jest/globals';
import { type Report, timeLeft, withProgress, writeBar, writeLine } from '../../src/cli/progress';
import { TestClock } from '../support/clock';

/** A terminal that notes lines and, where it has a screen, what is drawn on it. */
function terminal(columns?: number) {
  const lines: string[] = [];
  const drawn: string[] = [];
  const screen = { columns: () => columns ?? 80, draw: (line: string) => void drawn.push(line) };
  return { lines, drawn, error: (line: string) => void lines.push(line), ...(columns !== undefined && { screen }) };
}

/** Work that the test moves on. */
function work() {
  const state: { report: Report; end: () => void } = { report: () => undefined, end: () => undefined };
  const run = (report: Report) =>
    new Promise<string>((resolve) => {
      state.report = report;
      state.end = () => {
        resolve('done');
      };
    });
  return { state, run };
}

describe('where nobody watches', () => {
  test('quick work says nothing, so that a script’s log stays short', async () => {
    const seen = terminal();
    expect(await withProgress(seen, new TestClock(), 'Fetching news', async () => 7)).toBe(7);
    expect(seen.lines).toEqual([]);
  });

  test('long work gives a line every ten seconds, however often it reports', async () => {
    const seen = terminal();
    const clock = new TestClock();
    const { state, run } = work();
    const result = withProgress(seen, clock, 'Fetching news', run);
    for (let done = 1; done <= 250; done++) {
      state.report(done, 1000);
      await clock.advance(100);
    }
    state.end();
    await clock.advance(1000);
    expect(await result).toBe('done');
    expect(seen.lines).toEqual([
      'Fetching news: 100 of 1000 (10%), 10/s, 90 s left',
      'Fetching news: 200 of 1000 (20%), 10/s, 80 s left',
    ]);
  });

  test('the second server’s pace is not the first one’s', async () => {
    const seen = terminal();
    const clock = new TestClock();
    const { state, run } = work();
    const result = withProgress(seen, clock, 'Fetching news', run);
    for (let done = 0; done <= 5000; done += 1000) {
      state.report(done, 5000);
      await clock.advance(1000);
    }
    for (let done = 100; done <= 500; done += 100) {
      state.report(done, 20_000);
      await clock.advance(1000);
    }
    state.end();
    await clock.advance(1000);
    await result;
    expect(seen.lines.at(-1)).toBe('Fetching news: 400 of 20000 (2%), 75/s, 5 min left');
  });

  test('work that never reports shows that it lives', async () => {
    const seen = terminal();
    const clock = new TestClock();
    const { state, run } = work();
    const result = withProgress(seen, clock, 'Making the key pair', run);
    await clock.advance(11_000);
    state.end();
    await clock.advance(1000);
    await result;
    expect(seen.lines).toEqual(['Making the key pair: 10 s']);
  });
});

describe('on a screen', () => {
  test('the bar moves, and is gone when the work has failed', async () => {
    const seen = terminal(60);
    const clock = new TestClock();
    const failing = withProgress(seen, clock, 'Moving mail', async (report) => {
      report(5, 10);
      await clock.sleep(500);
      throw new Error('the disk is full');
    });
    const moving = (async () => {
      for (let i = 0; i < 10; i++) await clock.advance(100);
    })();
    await expect(failing).rejects.toThrow('the disk is full');
    await moving;
    expect(seen.drawn.at(0)).toBe('Moving mail: 5 of 10 (50%) [###############---------------]');
    expect(seen.drawn.at(-1)).toBe('');
    expect(seen.lines).toEqual([]);
  });

  test.each([80, 45, 41, 30, 10, 2])('nothing is wider than a screen of %d columns', (columns) => {
    const bar = writeBar('Fetching the news', { done: 1234, total: 2000, seconds: 3 }, columns);
    expect(bar.length).toBeLessThan(columns);
  });
});

test('a total of nothing is no division by zero', () => {
  expect(writeLine('Moving mail', { done: 0, total: 0, seconds: 0 })).toBe('Moving mail: 0');
  expect(writeBar('Moving mail', { done: 3, total: 2, seconds: 0 }, 80)).toContain('(100%)');
});

test.each([
  [0.2, '1 s'],
  [99, '99 s'],
  [101, '2 min'],
  [5940, '99 min'],
  [7260, '2 h 1 min'],
])('%d seconds are "%s"', (seconds, text) => {
  expect(timeLeft(seconds)).toBe(text);
});
