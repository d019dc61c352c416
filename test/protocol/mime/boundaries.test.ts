import { expect, test } from '@jest/globals';
import { openBoundaries } from '../../../src/protocol/mime/boundaries';

/** The bytes, and how many of them have been looked at. */
function counted(text: string) {
  const looks = { count: 0 };
  const source = new Proxy(Buffer.from(text), {
    get(bytes, name) {
      if (/^\d+$/.test(String(name))) looks.count++;
      return Reflect.get(bytes, name) as unknown;
    },
  });
  return { source, looks };
}

test('a line is read once, however many multiparts are open: hostile mail in a hundred of them costs what plain mail costs', () => {
  const boundaries = openBoundaries();
  for (let n = 0; n < 100; n++) boundaries.push(`${'x'.repeat(60)}${n}`);
  const line = `--${'x'.repeat(60)}\r\n`;
  const { source, looks } = counted(line);
  expect(boundaries.match(source, 0)).toBeUndefined();
  expect(looks.count).toBeLessThan(line.length + 2);
});

test('the longest boundary wins, and one that has ended is none', () => {
  const boundaries = openBoundaries();
  for (const boundary of ['a', 'abc', 'ab']) boundaries.push(boundary);
  const match = (line: string) => boundaries.match(Buffer.from(line), 0);
  expect(match('--abc--\r\n')).toEqual({ level: 1, closing: true });
  expect(match('--abd\r\n')).toEqual({ level: 2, closing: false });
  boundaries.pop();
  expect(match('--abd\r\n')).toEqual({ level: 0, closing: false });
  expect(match('-abd\r\n')).toBeUndefined();
});
