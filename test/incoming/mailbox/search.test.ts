import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openBackend } from '../../../src/incoming/mailbox';
import { readStructure } from '../../../src/protocol/mime';
import type { Account, Mailbox, NewMessage } from '../../../src/protocol/imap';
import type { SearchKey } from '../../../src/protocol/imap/command/searchKey';
import { findMessages } from '../../../src/protocol/imap/session/find';
import { Tracker } from '../../../src/protocol/imap/session/tracker';
import { TestClock } from '../../support/clock';
import { aliceActive } from '../../support/nyms';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 10, 22, 12);
let account: Account;

beforeEach(async () => {
  const { store, alice } = await aliceActive();
  const backend = openBackend({ store, clock: new TestClock(), filedCopy: () => undefined });
  const found = await backend.login('panda@nym.test', alice.password);
  if (!found) throw new Error('no account');
  account = found;
});

const line = fc.constantFrom(
  'Subject: yak',
  'From: Bob <bob@example.org>',
  'Date: Sun, 22 Nov 2026 23:30:00 -0800',
  'Date: 1 Jan 70 00:00',
  'Date: soon',
  'Hello',
  '',
);
const moment = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n) => now + n),
  fc.integer({ min: -3, max: 3 }).map((n) => Math.floor(now / dayMs) * dayMs + n),
  fc.integer({ min: -2 * dayMs, max: 2 * now }),
);
const mail: fc.Arbitrary<NewMessage> = fc
  .record({
    lines: fc.array(line, { maxLength: 8 }),
    internalDate: moment.map((ms) => new Date(ms)),
    flags: fc.subarray(['\\Seen', '\\Flagged', 'work']),
  })
  .map(({ lines, ...rest }) => {
    const source = Buffer.from(lines.join('\r\n'));
    return { ...rest, source, structure: readStructure(source) };
  });

const when = fc.constantFrom('before' as const, 'on' as const, 'since' as const);
const day = fc.oneof(
  fc.constantFrom(-2, -1, 0, 1),
  fc.integer({ min: -1, max: 1 }).map((n) => Math.floor(now / dayMs) + n),
);
const bytes = fc.oneof(fc.nat(120), fc.constantFrom(2 ** 31, 2 ** 53, 2 ** 63));
const { key: anySearch } = fc.letrec<{ key: SearchKey; leaf: SearchKey }>((tie) => ({
  leaf: fc.oneof(
    fc.record({ kind: fc.constantFrom('larger' as const, 'smaller' as const), bytes }),
    fc.record({ kind: fc.constantFrom('arrived' as const, 'sent' as const), when, day }),
    fc.record({
      kind: fc.constant('age' as const),
      older: fc.boolean(),
      seconds: fc.constantFrom(1, 2, 86_400, 2 ** 32),
    }),
    fc.record({ kind: fc.constant('flag' as const), flag: fc.constantFrom('\\Seen', 'WORK') }),
    fc.record({
      kind: fc.constant('header' as const),
      name: fc.constantFrom('Subject', 'from', 'Date'),
      text: fc.constantFrom('', 'yak', 'BOB', 'so'),
    }),
    fc.record({
      kind: fc.constant('text' as const),
      part: fc.constant('BODY' as const),
      text: fc.constantFrom('hell', 'x'),
    }),
  ),
  key: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.record({ kind: fc.constant('not' as const), key: tie('key') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      keys: fc.array(tie('key'), { minLength: 1, maxLength: 4 }),
    }),
  ),
}));

/** More than are looked through one by one. */
const many = fc.array(mail, { minLength: 60, maxLength: 60, size: 'max' });

async function inboxWith(mails: readonly NewMessage[]): Promise<Mailbox> {
  await account.append('INBOX', mails);
  return account.open('INBOX');
}

async function find(mailbox: Mailbox, key: SearchKey): Promise<number[]> {
  const tracker = new Tracker(await mailbox.snapshot());
  const found = await findMessages({ mailbox, tracker, readOnly: true, saved: [], contexts: new Map() }, key, now);
  return found.map(({ sequence }) => sequence);
}

/** Without the store's answers: each mail is looked into. */
function forgetful(mailbox: Mailbox): Mailbox {
  return { ...mailbox, answer: async () => undefined };
}

describe('what the store answers of a search', () => {
  test('is what each mail itself would say', async () => {
    await fc.assert(
      fc.asyncProperty(
        many,
        fc.array(anySearch, { minLength: 30, maxLength: 30, size: 'max' }),
        async (mails, keys) => {
          const inbox = await inboxWith(mails);
          for (const key of keys) expect(await find(inbox, key)).toEqual(await find(forgetful(inbox), key));
        },
      ),
      { numRuns: 8 },
    );
  });

  test('leaves out mail that came after it was given', async () => {
    await fc.assert(
      fc.asyncProperty(many, many, anySearch, async (mails, later, key) => {
        const before = await inboxWith(mails);
        const { uidNext } = await before.snapshot();
        const inbox = await inboxWith(later);
        const answer: Mailbox['answer'] = async (...asked) => {
          const verdicts = await inbox.answer?.(...asked);
          return verdicts && { ...verdicts, matching: verdicts.matching.filter((uid) => uid < uidNext), uidNext };
        };
        expect(await find({ ...inbox, answer }, key)).toEqual(await find(forgetful(inbox), key));
      }),
      { numRuns: 10 },
    );
  });

  test.each<SearchKey>([
    { kind: 'larger', bytes: 40 },
    { kind: 'smaller', bytes: 40 },
    { kind: 'age', older: true, seconds: 1 },
    { kind: 'arrived', when: 'since', day: 20_000 },
  ])('opens no mail for $kind', async (key) => {
    const inbox = await inboxWith(fc.sample(many, { numRuns: 1, seed: 1 })[0] ?? []);
    const read: Mailbox['read'] = () => {
      throw new Error('read');
    };
    expect(await find({ ...inbox, read }, key)).toEqual(await find(forgetful(inbox), key));
  });
});
