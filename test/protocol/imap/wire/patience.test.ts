import { expect, test } from '@jest/globals';
import { Patience } from '../../../../src/protocol/imap/wire/patience';
import { TestClock } from '../../../support/clock';

const minute = 60_000;

function start(stop?: AbortSignal) {
  const clock = new TestClock();
  return { clock, patience: new Patience(clock, stop) };
}

/** A wait that lasts until `end` is called, or its time is over. */
function wait(patience: Patience, ms: number) {
  const wish = { end: (): void => undefined, over: false };
  void patience.within(ms, async (signal) => {
    await new Promise<void>((resolve) => {
      const onOver = () => {
        wish.over = true;
        resolve();
      };
      wish.end = () => {
        signal.removeEventListener('abort', onOver);
        resolve();
      };
      signal.addEventListener('abort', onOver);
    });
  });
  return wish;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a wait is over when its time is, and not before', async () => {
  const { clock, patience } = start();
  const one = wait(patience, minute);
  await clock.advance(minute - 1);
  expect(one.over).toBe(false);
  await clock.advance(1);
  expect(one.over).toBe(true);
});

test('hundreds of waits, one after the other, take one timer, and the last has all of its time', async () => {
  const { clock, patience } = start();
  for (let n = 0; n < 500; n++) {
    const one = wait(patience, minute);
    await clock.advance(10);
    one.end();
    await settled();
    expect(clock.sleeping).toBe(1);
  }
  const last = wait(patience, minute);
  await clock.advance(minute - 1);
  expect(last.over).toBe(false);
  await clock.advance(1);
  expect(last.over).toBe(true);
});

test('a short wait behind a long one is not held up by the timer of that', async () => {
  const { clock, patience } = start();
  const long = wait(patience, 30 * minute);
  long.end();
  await settled();
  const short = wait(patience, minute);
  await clock.advance(minute);
  expect(short.over).toBe(true);
});

test('a wait inside another ends no later than that, and gives it back its time', async () => {
  const { clock, patience } = start();
  const outer = wait(patience, minute);
  const inner = wait(patience, 2 * minute);
  inner.end();
  await settled();
  await clock.advance(minute);
  expect(outer.over).toBe(true);
});

test('between waits nothing is ever over', async () => {
  const { clock, patience } = start();
  wait(patience, minute).end();
  await settled();
  await clock.advance(100 * minute);
  expect(clock.sleeping).toBe(0);
  const next = wait(patience, minute);
  expect(next.over).toBe(false);
  await clock.advance(minute);
  expect(next.over).toBe(true);
});

test('whoever stops all ends the wait in hand, and those that come are over at once', async () => {
  const stop = new AbortController();
  const { patience } = start(stop.signal);
  const one = wait(patience, minute);
  stop.abort();
  expect(one.over).toBe(true);
  expect(await patience.within(minute, async (signal) => signal.aborted)).toBe(true);
});

test('nothing sleeps on after the end', async () => {
  const { clock, patience } = start();
  wait(patience, minute).end();
  await settled();
  patience.close();
  await settled();
  await clock.advance(2 * minute);
  expect(clock.sleeping).toBe(0);
});
