import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MailboxId, ModSeq, NymId, Store, Uid } from '../../src/store';
import { temporaryFolder } from '../support/folder';
import { addInbox, message, openTestStore } from '../support/stores';

let folder: string;
let ours: Store;
let theirs: Store;
let nym: NymId;
let inbox: MailboxId;
beforeEach(begin);
afterEach(end);

function begin() {
  folder = temporaryFolder();
  [ours, theirs] = [openTestStore(folder), openTestStore(folder)];
  ({ nym, inbox } = addInbox(ours, 'one'));
}

function end() {
  ours.close();
  theirs.close();
}

/** What is remembered of mailboxes while nobody writes. */
function known({ mail: { mailboxes, messages } }: Store) {
  return {
    list: mailboxes.list(nym),
    names: mailboxes.names(nym),
    work: mailboxes.byName(nym, 'Work'),
    changes: messages.changesSince(inbox, 0 as ModSeq),
    snapshot: messages.snapshot(inbox),
  };
}

/** The same as who opens the file anew finds it. */
function found() {
  const other = openTestStore(folder);
  const all = known(other);
  other.close();
  return all;
}

type Act = (store: Store) => void;

/** All may be impossible by now. */
const acts: fc.Arbitrary<Act> = fc.constantFrom<Act>(
  ({ mail }) => mail.mailboxes.create(nym, 'Work', 1),
  ({ mail }) => mail.mailboxes.create(nym, 'Work/Deep', 1),
  ({ mail }) => {
    mail.mailboxes.rename(nym, 'Work', 'Play', 1);
  },
  ({ mail }) => {
    const work = mail.mailboxes.byName(nym, 'Work');
    if (work) mail.mailboxes.remove(work.id);
  },
  ({ mail }) => {
    mail.mailboxes.subscribe(nym, 'Work', true);
  },
  ({ mail }) => {
    mail.mailboxes.subscribe(nym, 'Work', false);
  },
  ({ mail }) => {
    mail.mailboxes.renewValidity(7);
  },
  ({ mail }) => mail.messages.append(inbox, [message('new')]),
  ({ mail }) => mail.messages.store(inbox, [1 as Uid], 'add', ['\\Seen']),
);

function attempt(store: Store, isUndone: boolean, act: Act) {
  const looking = () => {
    known(store);
    act(store);
    known(store);
    if (isUndone) throw new Error('undone');
  };
  try {
    store.transaction(looking);
  } catch {
    // what a store refuses is undone like the rest
  }
}

test('mailboxes are told as they are, whoever has changed them, and whatever was looked at in between and undone', async () => {
  const steps = fc.array(fc.record({ act: acts, bySomebodyElse: fc.boolean(), isUndone: fc.boolean() }), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      end();
      begin();
      for (const { act, bySomebodyElse, isUndone } of all) {
        known(ours);
        attempt(bySomebodyElse ? theirs : ours, isUndone, act);
        await nextTurn();
        expect(known(ours)).toEqual(found());
      }
      expect(known(theirs)).toEqual(found());
    }),
    { numRuns: 30 },
  );
});

test('while nobody writes a query is asked once, and again as soon as somebody else has written', async () => {
  const first = ours.mail.mailboxes.list(nym);
  expect(ours.mail.mailboxes.list(nym)).toBe(first);
  theirs.mail.messages.append(inbox, [message('two')]);
  await nextTurn();
  const second = ours.mail.mailboxes.list(nym);
  expect(second).not.toBe(first);
  expect(second.map(({ messages }) => messages)).toEqual([2]);
  // of something else is enough: the file does not say what was written
  theirs.settings.set('a', '1');
  await nextTurn();
  expect(ours.mail.mailboxes.list(nym)).not.toBe(second);
});

test('in one turn the file is asked once whether somebody has written; a transaction of our own sees it at once, and so does all after it', () => {
  const first = ours.mail.mailboxes.list(nym);
  expect(ours.mail.mailboxes.list(nym)).toBe(first);
  theirs.mail.messages.append(inbox, [message('two')]);
  expect(ours.mail.mailboxes.list(nym)).toBe(first);
  const within = ours.transaction(() => ours.mail.mailboxes.list(nym));
  expect(within.map(({ messages }) => messages)).toEqual([2]);
  expect(ours.mail.mailboxes.list(nym)).toEqual(within);
});

test('of names without end only the latest are remembered', () => {
  const most = 1000;
  const first = ours.mail.mailboxes.byName(nym, 'INBOX');
  expect(ours.mail.mailboxes.byName(nym, 'INBOX')).toBe(first);
  for (let n = 0; n < most; n++) ours.mail.mailboxes.byName(nym, `none ${n}`);
  const again = ours.mail.mailboxes.byName(nym, 'INBOX');
  expect(again).toEqual(first);
  expect(again).not.toBe(first);
});
