import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plainText } from '../../src/base/plain';
import { printFacts, printJson, printRows } from '../../src/cli/table';

// What strangers wrote is printed: a screen obeys none of it, and a program loses none of it.

const controls = Array.from({ length: 0xa0 }, (_, n) => n).filter((n) => n < 0x20 || n >= 0x7f);
const marks = [
  0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
];
const nasty = fc.constantFrom(...[...controls, ...marks, 0xd83d, 0xde00].map((code) => String.fromCharCode(code)));
const text = fc.string({
  unit: fc.oneof(nasty, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
  maxLength: 40,
});

/** Everything that moves a cursor, ends a line, or turns the direction of writing, by its number. */
function steering(printed: string, allowed: readonly string[]): string[] {
  const steers = new Set([...controls, ...marks].map((code) => String.fromCharCode(code)));
  return Array.from(printed).filter((one) => steers.has(one) && !allowed.includes(one));
}

test('a text on lines has line feeds and tabs, and nothing else that steers; all else is as it was', () => {
  fc.assert(
    fc.property(text, (given) => {
      const printed = plainText(given);
      expect(steering(printed, ['\n', '\t'])).toEqual([]);
      expect(printed).toHaveLength(given.length);
      const changed = Array.from({ length: given.length }, (_, i) => i).filter((i) => printed[i] !== given[i]);
      expect(steering(changed.map((i) => given[i]).join(''), ['\n', '\t'])).toHaveLength(changed.length);
    }),
    { numRuns: 500 },
  );
});

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(text, tie('any'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).any;

test('JSON steers no screen, and reads as what was printed', () => {
  fc.assert(
    fc.property(value, (given) => {
      const printed = printJson(given);
      expect(steering(printed, ['\n'])).toEqual([]);
      expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(given)));
    }),
    { numRuns: 500 },
  );
});

test('a table has as many lines as rows and a heading, whatever is in it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 }), text, (cells, heading) => {
      const rows = cells.map(([one, other]) => ({ [`a${heading}`]: one, b: other }));
      const printed = printRows(rows, false, '');
      expect(steering(printed, ['\n'])).toEqual([]);
      expect(printed.split('\n')).toHaveLength(rows.length + 1);
      const facts = printFacts(rows[0] ?? {}, false);
      expect(steering(facts, ['\n'])).toEqual([]);
      expect(facts.split('\n')).toHaveLength(2);
    }),
  );
});
