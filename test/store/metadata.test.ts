import { beforeEach, expect, test } from '@jest/globals';
import type { MailboxId, ModSeq, NymId, Store } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { addBareNym, addInbox } from '../support/stores';

let store: Store;
let nym: NymId;
let inbox: MailboxId;

beforeEach(() => {
  store = openMemoryStore();
  ({ nym, inbox } = addInbox(store));
});

const { entries, set } = {
  entries: (mailbox?: MailboxId, of = nym) =>
    [...store.mail.metadata.entries(of, mailbox)].map(([entry, value]) => `${entry} ${value.toString()}`),
  set: (mailbox: MailboxId | undefined, ...pairs: [string, string?][]) => {
    const values = pairs.map(([entry, value]) => [entry, value === undefined ? value : Buffer.from(value)] as const);
    store.mail.metadata.set(nym, mailbox, new Map(values));
  },
};

test('notes of a mailbox, of the account and of another nym are kept apart', () => {
  const other = addBareNym(store, 'koala@nym.test');
  set(inbox, ['/private/a', 'mailbox']);
  set(undefined, ['/private/a', 'account']);
  expect([entries(inbox), entries(), entries(undefined, other)]).toEqual([
    ['/private/a mailbox'],
    ['/private/a account'],
    [],
  ]);
});

test('a note written again is there once, one taken away is gone, and an empty one is no missing one', () => {
  set(inbox, ['/private/a', '1'], ['/private/b', '2']);
  set(inbox, ['/private/a', ''], ['/private/b'], ['/private/none']);
  expect(entries(inbox)).toEqual(['/private/a ']);
});

test('notes follow a mailbox that is renamed, and go with one that is deleted', () => {
  const { mailboxes } = store.mail;
  const work = mailboxes.create(nym, 'Work', 1);
  set(work, ['/private/a', '1']);
  mailboxes.rename(nym, 'Work', 'Play', 1);
  expect(entries(mailboxes.byName(nym, 'Play')?.id)).toEqual(['/private/a 1']);
  mailboxes.remove(work);
  expect(entries(work)).toEqual([]);
  expect(entries(mailboxes.create(nym, 'Play', 1))).toEqual([]);
});

test('notes go with their nym', () => {
  set(inbox, ['/private/a', '1']);
  set(undefined, ['/private/a', '1']);
  store.nyms.life.forget(nym);
  expect([entries(inbox), entries()]).toEqual([[], []]);
});

test('a note of a mailbox is a change of it, which its clients hear of by the mod-sequence, and one of the account is none', () => {
  const heights = () => store.mail.mailboxes.list(nym).map(({ highestModSeq }) => highestModSeq);
  const [before = 0] = heights();
  set(inbox, ['/private/a', '1'], ['/private/b', '2']);
  expect(heights()).toEqual([before + 1]);
  set(undefined, ['/private/a', '1']);
  expect(heights()).toEqual([before + 1]);
  expect(store.mail.messages.changesSince(inbox, before as ModSeq)).toMatchObject({ highestModSeq: before + 1 });
});
