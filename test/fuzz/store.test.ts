import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MailboxId, ModSeq, Store, Uid } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { addInbox, message } from '../support/stores';
import { listOf } from '../support/states';

type Step =
  | { readonly do: 'append'; readonly flags: string[]; readonly n: number }
  | { readonly do: 'expunge' | 'copy' | 'move'; readonly uids: number[] }
  | {
      readonly do: 'store';
      readonly uids: number[];
      readonly mode: 'add' | 'remove' | 'replace';
      readonly flags: string[];
    };

const flags = fc.subarray(['\\Seen', '\\Deleted', '\\Flagged', '$Label1']);
const uids = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('append' as const), flags, n: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ do: fc.constantFrom('expunge' as const, 'copy' as const, 'move' as const), uids }),
  fc.record({
    do: fc.constant('store' as const),
    uids,
    mode: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const),
    flags,
  }),
);

function perform(store: Store, from: MailboxId, to: MailboxId, one: Step): void {
  const { messages } = store.mail;
  if (one.do === 'append')
    messages.append(
      from,
      Array.from({ length: one.n }, () => message('mail', ...one.flags)),
    );
  else if (one.do === 'store') messages.store(from, one.uids as Uid[], one.mode, one.flags);
  else if (one.do === 'expunge') messages.expunge(from, one.uids as Uid[]);
  else messages[one.do](from, one.uids as Uid[], to, 5);
}

/** What a connection knows of a mailbox, told nothing but its changes. */
function follower(store: Store, mailbox: MailboxId) {
  const known = new Map<Uid, readonly string[]>();
  let height = 0 as ModSeq;
  let uidNext = 1;
  return {
    known,
    follow: () => {
      const changes = store.mail.messages.changesSince(mailbox, height);
      if (!changes) throw new Error('the mailbox is gone');
      for (const { uid, flags } of listOf(changes.changed)) {
        expect(known.has(uid) || uid >= uidNext).toBe(true); // a UID is never used again
        known.set(uid, flags);
      }
      for (const uid of changes.vanished) known.delete(uid);
      expect(changes.highestModSeq).toBeGreaterThanOrEqual(height);
      height = changes.highestModSeq;
      uidNext = changes.uidNext;
    },
  };
}

test('whatever happens, changes tell the whole story, counts are right and no body is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), step), { maxLength: 30 }), (steps) => {
      const store = openMemoryStore();
      const { nym, inbox } = addInbox(store, 'one', 'two', 'three');
      const work = store.mail.mailboxes.create(nym, 'Work', 1000);
      const both = [inbox, work] as const;
      const followers = both.map((mailbox) => follower(store, mailbox));
      for (const [inInbox, one] of steps) {
        perform(store, inInbox ? inbox : work, inInbox ? work : inbox, one);
        if (one.do !== 'store')
          followers.forEach(({ follow }) => {
            follow();
          });
      }
      both.forEach((mailbox, i) => {
        followers[i]?.follow();
        checkMailbox(store, mailbox, followers[i]?.known ?? new Map());
      });
      store.close();
    }),
    { numRuns: 150 },
  );
});

function checkMailbox(store: Store, mailbox: MailboxId, known: ReadonlyMap<Uid, readonly string[]>): void {
  const states = listOf(store.mail.messages.snapshot(mailbox)?.messages);
  expect(states.map(({ uid, flags }) => [uid, flags])).toEqual([...known].sort(([a], [b]) => a - b));
  const rows = store.mail.messages.readWithStructure(
    mailbox,
    states.map(({ uid }) => uid),
  );
  expect(store.mail.mailboxes.byId(mailbox)).toMatchObject({
    messages: states.length,
    unseen: states.filter(({ flags }) => !flags.includes('\\Seen')).length,
    deleted: states.filter(({ flags }) => flags.includes('\\Deleted')).length,
    size: rows.reduce((sum, { size }) => sum + size, 0),
  });
  for (const { bodyId, size } of rows)
    expect(Buffer.concat([...store.mail.messages.bytes(bodyId, 0, size)])).toHaveLength(size);
}
