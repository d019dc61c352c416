import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Uid } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { limits } from '../../src/store/limits';
import { temporaryFolder } from '../support/folder';
import { addInbox, openTestStore } from '../support/stores';
import { statesOf } from '../support/states';

// Flags lie packed, 128 UIDs together, and the latest apart until there are too many of those: what is done to one message must leave those
// beside it alone, at the seams as well.

const most = 400;
const uid = fc.oneof(
  fc.integer({ min: 1, max: most }),
  fc.constantFrom(126, 127, 128, 129, 255, 256, 257, 383, 384),
) as fc.Arbitrary<Uid>;
const uids = fc.oneof(
  fc.array(uid, { maxLength: 20 }),
  fc
    .tuple(uid, uid)
    .map(([a, b]) => Array.from({ length: Math.abs(a - b) + 1 }, (_, i) => (Math.min(a, b) + i) as Uid)),
);
const act = fc.oneof(
  fc.record({
    uids,
    mode: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const),
    flag: fc.constantFrom('\\Seen', '\\Deleted', 'later'),
    oneByOne: fc.boolean(),
  }),
  fc.record({ uids, mode: fc.constant('expunge' as const) }),
);

test('flags of any messages change, and those of no other', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 10 }), (all) => {
      const store = openMemoryStore();
      const { messages, mailboxes } = store.mail;
      const { inbox } = addInbox(store, 'one');
      while ((mailboxes.byId(inbox)?.uidNext ?? 0) <= most) {
        const next = mailboxes.byId(inbox)?.uidNext ?? 0;
        messages.copy(
          inbox,
          Array.from({ length: Math.min(next - 1, most + 1 - next) }, (_, i) => (i + 1) as Uid),
          inbox,
          5,
        );
      }
      const expected = new Map(messages.snapshot(inbox)?.messages.uids.map((one) => [one, new Set<string>()]));
      for (const one of all) {
        if (one.mode === 'expunge') messages.expunge(inbox, one.uids);
        else if (one.oneByOne) for (const target of one.uids) messages.store(inbox, [target], one.mode, [one.flag]);
        else messages.store(inbox, one.uids, one.mode, [one.flag]);
        for (const target of one.uids) {
          const flags = expected.get(target);
          if (one.mode === 'expunge') expected.delete(target);
          else if (one.mode === 'remove') flags?.delete(one.flag);
          else {
            if (one.mode === 'replace') flags?.clear();
            flags?.add(one.flag);
          }
        }
      }
      const flagsOf = (some: Iterable<readonly [Uid, Iterable<string>]>) =>
        [...some].map(([at, flags]) => [at, [...flags].sort()]);
      const found = messages.read(inbox, [...Array(most + 1).keys()] as Uid[]);
      expect(flagsOf(found.map((one) => [one.uid, one.flags]))).toEqual(flagsOf(expected));
      expect(messages.snapshot(inbox)?.messages).toEqual(statesOf(found));
      const count = (flag: string) => found.filter(({ flags }) => flags.includes(flag)).length;
      expect(mailboxes.byId(inbox)).toMatchObject({
        messages: expected.size,
        unseen: expected.size - count('\\Seen'),
        deleted: count('\\Deleted'),
      });
      mailboxes.remove(inbox);
      expect(store.integrity()).toEqual([]);
      store.close();
    }),
    { numRuns: 40 },
  );
});

test('flags that changed last are seen by whoever opens the file, before and after they have been put with the others', () => {
  const folder = temporaryFolder();
  const store = openTestStore(folder);
  const all = Array.from({ length: 300 }, (_, i) => (i + 1) as Uid);
  const { inbox } = addInbox(store, ...all.map(String));
  for (const uid of all) {
    store.mail.messages.store(inbox, [uid], 'add', ['\\Flagged']);
    if (uid % 50 > 0) continue;
    const other = openTestStore(folder);
    const { messages } = other.mail;
    const flagged = all.map((one) => (one <= uid ? '\\Flagged' : ''));
    expect(messages.snapshot(inbox)?.messages.flags.map((flags) => flags.join(' '))).toEqual(flagged);
    expect(messages.read(inbox, all).map(({ flags }) => flags.join(' '))).toEqual(flagged);
    other.close();
  }
  store.close();
});

test('a single flag writes one page: each is encrypted and sealed, and that is most of what it costs', () => {
  const folder = temporaryFolder();
  const store = openTestStore(folder);
  const { inbox } = addInbox(store, 'one', 'two', 'three');
  const mark = (uid: number) => store.mail.messages.store(inbox, [uid as Uid], 'add', ['\\Flagged']);
  const written = () => statSync(join(folder, 'nymbridge.db-wal')).size;
  mark(1); // the first since all were on the disk says so there
  const before = written();
  mark(2);
  mark(3);
  const frame = limits.pageBytes + 24;
  expect(written() - before).toBe(2 * frame);
  store.close();
});
