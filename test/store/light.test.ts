import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { MailboxId, Store, Uid } from '../../src/store';
import { connect } from '../../src/store/connection';
import { migrate } from '../../src/store/migrate';
import { openDatabase } from '../../src/store/open';
import { temporaryFolder } from '../support/folder';
import { addInbox, openTestStore, testKey } from '../support/stores';

let folder: string;
let store: Store;
let inbox: MailboxId;

beforeEach(() => {
  folder = temporaryFolder();
  store = openTestStore(folder);
  ({ inbox } = addInbox(store, 'one', 'two'));
});
afterEach(() => {
  store.close();
});

const mark = () => store.settings.get('light-commits');
const flag = (uid: number, name = '\\Seen') => store.mail.messages.store(inbox, [uid as Uid], 'add', [name]);
const flags = (of = store) => of.mail.messages.snapshot(inbox)?.messages.flags.map((one) => one.join(' '));
const height = (of = store) => of.mail.messages.snapshot(inbox)?.highestModSeq ?? 0;

/** What is on the disk now, as another machine would find it; `lost`: without this many bytes at the end of the log. */
function afterPowerCut(lost = 0): Store {
  const other = temporaryFolder();
  const wal = join(folder, 'nymbridge.db-wal');
  const copied = join(other, 'nymbridge.db-wal');
  openTestStore(other).close();
  copyFileSync(join(folder, 'nymbridge.db'), join(other, 'nymbridge.db'));
  copyFileSync(wal, copied);
  if (lost > 0) truncateSync(copied, Math.max(0, statSync(copied).size - lost));
  return openTestStore(other);
}

test('flags are there at once for whoever opens the file, and the mark is until they are on the disk', () => {
  flag(1);
  expect(mark()).toBe('');
  const second = openTestStore(folder);
  expect(flags(second)).toEqual(['\\Seen', '']);
  second.close();
});

test('no mod-sequence gets a second meaning where a power cut has undone the last flags', () => {
  flag(1);
  const before = height();
  flag(2);
  const told = height();
  const found = afterPowerCut(1);
  expect(flags(found)).toEqual(['\\Seen', '']);
  expect(told).toBe(before + 1);
  found.mail.messages.store(inbox, [2 as Uid], 'add', ['\\Flagged']);
  expect(height(found)).toBeGreaterThan(told);
  found.close();
});

test('an end in good order leaves no mark, and no mod-sequence is skipped', () => {
  flag(1);
  const before = height();
  store.close();
  store = openTestStore(folder);
  expect(mark()).toBeUndefined();
  expect(height()).toBe(before);
});

test('a change of flags that is part of something larger is as safe as that', () => {
  store.transaction(() => {
    flag(1);
  });
  expect(mark()).toBeUndefined();
});

test('what changes nothing writes nothing', () => {
  flag(1);
  store.close();
  store = openTestStore(folder);
  flag(1);
  expect(mark()).toBeUndefined();
});

test('the mark is there again where another process has taken it away between two changes of flags', () => {
  flag(1);
  const second = openTestStore(folder);
  second.mail.messages.store(inbox, [1 as Uid], 'add', ['\\Flagged']);
  second.close();
  expect(mark()).toBeUndefined();
  flag(2);
  expect(mark()).toBe('');
});

test('what follows a change of flags is on the disk when it returns, in a transaction or by itself', () => {
  const full = 2;
  const database = openDatabase(temporaryFolder(), testKey());
  migrate(database);
  const connection = connect(database);
  const level = connection.sql<{ synchronous: number }>('PRAGMA synchronous');
  const write = connection.sql("INSERT INTO setting (name, value) VALUES (?, '')");
  const levelNow = () => level.get()?.synchronous;
  const lightly = (name: string) => connection.lightly(() => (write.run(name), levelNow()));
  expect(lightly('a')).not.toBe(full);
  expect(connection.transaction(levelNow)).toBe(full);
  expect(lightly('b')).not.toBe(full);
  write.run('c');
  expect(levelNow()).toBe(full);
  expect(lightly('d')).not.toBe(full);
  expect(connection.transaction(() => lightly('e'))).toBe(full);
  connection.close();
});
