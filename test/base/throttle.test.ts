import { expect, test } from '@jest/globals';
import { Throttle } from '../../src/base/throttle';
import { TestClock } from '../support/clock';

test('guessing gets slower after each failure, up to half a minute', () => {
  const throttle = new Throttle(new TestClock());
  const pauses = Array.from({ length: 10 }, () => {
    throttle.failed('::1');
    return throttle.pause('::1');
  });
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('the right password, or a quarter of an hour of peace, forgets the failures', async () => {
  const clock = new TestClock();
  const throttle = new Throttle(clock);
  throttle.failed('a');
  throttle.failed('b');
  throttle.succeeded('a');
  expect([throttle.pause('a'), throttle.pause('b')]).toEqual([0, 250]);
  await clock.advance(16 * 60_000);
  expect(throttle.pause('b')).toBe(0);
});

test('names without end do not fill the memory', () => {
  const throttle = new Throttle(new TestClock());
  throttle.failed('first');
  for (let i = 0; i < 1000; i++) throttle.failed(`name ${i}`);
  expect(throttle.pause('first')).toBe(0);
  expect(throttle.pause('name 999')).toBe(250);
});
