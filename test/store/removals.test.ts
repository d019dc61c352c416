import { beforeEach, expect, test } from '@jest/globals';
import type { MailboxId, Messages, ModSeq, Store, Uid } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { limits } from '../../src/store/limits';
import { addInbox } from '../support/stores';

const most = limits.keptRemovals + limits.removalsPrunedAtOnce;

let store: Store;
let messages: Messages;
let inbox: MailboxId;

beforeEach(() => {
  store = openMemoryStore();
  ({ messages } = store.mail);
  ({ inbox } = addInbox(store, 'one'));
});

const uidsIn = () => messages.snapshot(inbox)?.messages.uids ?? [];
const height = () => messages.snapshot(inbox)?.highestModSeq ?? (0 as ModSeq);

/** Copies of the one mail, so many that `count` are there. */
function fill(count: number): void {
  while (uidsIn().length < count) messages.copy(inbox, uidsIn().slice(0, count - uidsIn().length), inbox, 5);
}

function removeFirst(count: number): Uid[] {
  const going = uidsIn().slice(0, count);
  messages.expunge(inbox, going);
  return going;
}

test('removals are not remembered without bound, and whoever was away for longer is told all that is not there', () => {
  fill(most + 10);
  const longAgo = height();
  const first = removeFirst(5);
  const second = removeFirst(3000);
  const lately = height();
  const third = removeFirst(most - 3005);
  expect(messages.changesSince(inbox, longAgo)).toMatchObject({ removalsForgotten: false });
  removeFirst(1);
  expect(messages.changesSince(inbox, lately)).toMatchObject({ removalsForgotten: false });
  const since = messages.changesSince(inbox, longAgo);
  expect(since?.removalsForgotten).toBe(true);
  expect(since?.vanished).toEqual([...first, ...second, ...third, (third.at(-1) ?? 0) + 1]);
});

test('gaps between messages that are there are told as gone, too, when removals are forgotten', () => {
  fill(most + 4);
  const longAgo = height();
  const going = uidsIn().slice(2, -1);
  messages.expunge(inbox, going.slice(1));
  messages.expunge(inbox, going.slice(0, 1));
  const since = messages.changesSince(inbox, longAgo);
  expect(since).toMatchObject({ removalsForgotten: true });
  expect(since?.vanished).toEqual(going);
});

test('a mailbox opened before its removals were forgotten is shown as it is', () => {
  fill(most + 2);
  expect(uidsIn()).toHaveLength(most + 2);
  removeFirst(most + 1);
  expect(uidsIn()).toEqual([most + 2]);
});

test('counting goes on after forgetting: a second time it is bounded as well', () => {
  for (let round = 0; round < 2; round++) {
    fill(most + 2);
    const before = height();
    removeFirst(1);
    removeFirst(most);
    expect(messages.changesSince(inbox, before)).toMatchObject({ removalsForgotten: true });
  }
});
