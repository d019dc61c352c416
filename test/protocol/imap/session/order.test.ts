import { expect, test } from '@jest/globals';
import { array, assert, boolean, constantFrom, integer, property, record, tuple } from 'fast-check';
import { compareMapped } from '../../../../src/protocol/imap/message/casemap';
import { sortBy } from '../../../../src/protocol/imap/session/sort/order';

const mail = tuple(integer({ min: 0, max: 3 }), constantFrom('', 'A', 'B', 'Ä', '😀', '豈'));
const reversed = record({ size: boolean(), subject: boolean() });

test('a sort is a permutation in which no mail comes before one that it should follow', () => {
  assert(
    property(array(mail), reversed, (mails, { size, subject }) => {
      const sorted = sortBy(
        mails.map((values, item) => ({ item, values })),
        [
          { key: 'SIZE', reverse: size },
          { key: 'SUBJECT', reverse: subject },
        ],
      );
      expect([...sorted].sort((a, b) => a - b)).toEqual(mails.map((_, i) => i));
      const order = (a: number, b: number): number => {
        const one = mails[a] ?? ([0, ''] as const);
        const other = mails[b] ?? ([0, ''] as const);
        const bySize = (one[0] - other[0]) * (size ? -1 : 1);
        return bySize || compareMapped(one[1], other[1]) * (subject ? -1 : 1) || a - b;
      };
      for (const [i, one] of sorted.entries())
        for (const later of sorted.slice(i + 1)) expect(order(one, later)).toBeLessThan(0);
    }),
  );
});
