import { expect, test } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, integer, record, uniqueArray } from 'fast-check';
import type { Mailbox } from '../../../../src/protocol/imap';
import { asModSeq, asUid } from '../../../../src/protocol/imap';
import { asSequenceNumber } from '../../../../src/protocol/imap/ids';
import type { Chosen } from '../../../../src/protocol/imap/session/choose';
import { sortFound } from '../../../../src/protocol/imap/session/sort/found';
import type { SortCriterion } from '../../../../src/protocol/imap/session/sort/order';

/** What a message is sorted by never changes: here it is made of its UID, with ties. */
const sizeOf = (uid: number) => (uid * 7) % 5;

/** Of a mailbox that is opened once what it was asked for last may be known; the keys are asked for as often as `asked` says. */
function openMailbox() {
  const asked = { times: 0 };
  const mailbox = {
    keys: async function* (uids: readonly number[]) {
      asked.times++;
      yield uids.map((uid) => ({ uid, values: [sizeOf(uid)] }));
    },
  } as unknown as Mailbox;
  return { mailbox, asked };
}

/** As a search finds them, in the order of the mailbox. */
function foundOf(uids: readonly number[]): Chosen[] {
  return [...uids]
    .sort((a, b) => a - b)
    .map((uid, i) => ({ sequence: asSequenceNumber(i + 1), uid: asUid(uid), flags: [], modSeq: asModSeq(1) }));
}

const sizes = (reverse: boolean): SortCriterion[] => [{ key: 'SIZE', reverse }];
const uidsOf = (sorted: readonly Chosen[]) => sorted.map(({ uid }) => uid);

test('messages come in the same order, whatever was sorted in that mailbox before', async () => {
  const step = record({ uids: uniqueArray(integer({ min: 1, max: 20 })), reverse: constantFrom(true, false, false) });
  await assert(
    asyncProperty(array(step, { maxLength: 6 }), async (steps) => {
      const { mailbox } = openMailbox();
      for (const { uids, reverse } of steps) {
        const found = foundOf(uids);
        const anew = await sortFound(openMailbox().mailbox, found, sizes(reverse));
        expect(await sortFound(mailbox, found, sizes(reverse))).toEqual(anew);
      }
    }),
  );
});

test('a part of what was sorted last is not sorted again, and one message more is', async () => {
  const { mailbox, asked } = openMailbox();
  expect(uidsOf(await sortFound(mailbox, foundOf([1, 2, 3, 4, 9]), sizes(false)))).toEqual([3, 1, 4, 9, 2]);
  expect(uidsOf(await sortFound(mailbox, foundOf([2, 3, 9]), sizes(false)))).toEqual([3, 9, 2]);
  expect(asked.times).toBe(1);
  expect(uidsOf(await sortFound(mailbox, foundOf([2, 3, 5, 9]), sizes(false)))).toEqual([5, 3, 9, 2]);
  expect(asked.times).toBe(2);
});
