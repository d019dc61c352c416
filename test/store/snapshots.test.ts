import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MailboxId, ModSeq, Store, Uid } from '../../src/store';
import { temporaryFolder } from '../support/folder';
import { addInbox, message, openTestStore } from '../support/stores';

/** What this one knows: the mailbox, and what has happened to it since each moment. */
function known({ mail: { messages } }: Store, mailbox: MailboxId) {
  const snapshot = messages.snapshot(mailbox);
  const moments = Array.from({ length: (snapshot?.highestModSeq ?? 0) + 1 }, (_, modSeq) => modSeq as ModSeq);
  return { snapshot, changes: moments.map((modSeq) => messages.changesSince(mailbox, modSeq)) };
}

/** What somebody finds who opens the file anew. */
function found(folder: string, mailbox: MailboxId) {
  const other = openTestStore(folder);
  const all = known(other, mailbox);
  other.close();
  return all;
}

type Act = (store: Store, inbox: MailboxId) => void;

const uids = fc.array(fc.integer({ min: 1, max: 12 }) as fc.Arbitrary<Uid>, { maxLength: 4 });
const flag = fc.constantFrom('\\Seen', '\\Deleted', 'later');
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.constant<Act>(({ mail }, inbox) => mail.messages.append(inbox, [message('new')])),
  fc.tuple(uids, flag).map<Act>(
    ([some, one]) =>
      ({ mail }, inbox) =>
        mail.messages.store(inbox, some, 'add', [one]),
  ),
  uids.map<Act>((some) => ({ mail }, inbox) => {
    mail.messages.expunge(inbox, some);
  }),
  uids.map<Act>(
    (some) =>
      ({ mail }, inbox) =>
        mail.messages.move(inbox, some, inbox, 5),
  ),
  uids.map<Act>(
    (some) =>
      ({ mail }, inbox) =>
        mail.messages.copy(inbox, some, inbox, 5),
  ),
);

/** In a transaction, which may be undone in the end. */
function attempt(store: Store, isUndone: boolean, work: () => void): void {
  try {
    store.transaction(() => {
      work();
      if (isUndone) throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
}

class Undone extends Error {}

test('a mailbox, after whatever was done by whomever, is as one who never saw it finds it, and so is all that has happened to it', async () => {
  const steps = fc.array(
    fc.record({ act: acts, bySomebodyElse: fc.boolean(), isUndone: fc.boolean(), looks: fc.boolean() }),
    {
      maxLength: 12,
    },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const folder = temporaryFolder();
      const [ours, theirs] = [openTestStore(folder), openTestStore(folder)];
      const { inbox } = addInbox(ours, 'one', 'two', 'three');
      const seen: unknown[][] = [];
      for (const { act, bySomebodyElse, isUndone, looks } of all) {
        const store = bySomebodyElse ? theirs : ours;
        attempt(store, isUndone, () => {
          act(store, inbox);
          // also inside what is undone
          if (looks) store.mail.messages.snapshot(inbox);
        });
        await nextTurn();
        if (looks) seen.push([known(ours, inbox), found(folder, inbox)]);
      }
      // what was given out is not changed by what comes after
      for (const [one, fresh] of seen) expect(one).toEqual(fresh);
      expect(known(theirs, inbox)).toEqual(found(folder, inbox));
      ours.close();
      theirs.close();
    }),
    { numRuns: 30 },
  );
});

test('one that is deleted is gone', () => {
  const store = openTestStore(temporaryFolder());
  const { nym } = addInbox(store, 'one');
  const box = store.mail.mailboxes.create(nym, 'Box', 1);
  expect(store.mail.messages.snapshot(box)?.messages.uids).toEqual([]);
  store.mail.mailboxes.remove(box);
  expect(store.mail.messages.snapshot(box)).toBeUndefined();
  store.close();
});
