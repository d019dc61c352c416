import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { openBackend } from '../../../src/incoming/mailbox';
import { readStructure } from '../../../src/protocol/mime';
import { asSequenceNumber, keysVersion } from '../../../src/protocol/imap';
import type { Account, KeyName, Mailbox, NewMessage } from '../../../src/protocol/imap';
import type { SearchKey } from '../../../src/protocol/imap/command/searchKey';
import { findMessages } from '../../../src/protocol/imap/session/find';
import { withKeys } from '../../../src/protocol/imap/session/keys';
import { sortFound } from '../../../src/protocol/imap/session/sort/found';
import { openKeywords } from '../../../src/protocol/imap/session/keywords';
import { Tracker } from '../../../src/protocol/imap/session/tracker';
import type { Nym } from '../../../src/nym';
import { StoreError } from '../../../src/store';
import type { MailboxId, Store } from '../../../src/store';
import { TestClock } from '../../support/clock';
import { aliceActive } from '../../support/nyms';
import { listOf } from '../../support/states';
import { removeMail } from '../../support/removal';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 10, 22, 12);
let store: Store;
let alice: Nym;
let account: Account;

beforeEach(async () => {
  ({ store, alice } = await aliceActive());
  const backend = openBackend({ store, clock: new TestClock(), filedCopy: () => undefined });
  const found = await backend.login('panda@nym.test', alice.password);
  if (!found) throw new Error('no account');
  account = found;
});

const ordinaryLine = fc.constantFrom(
  'Subject: yak',
  'Subject: Re: =?utf-8?Q?y=C3=A4k?= (fwd)',
  ' folded',
  'From: Bob <bob@example.org>',
  'From: =?utf-8?Q?Zo=C3=AB?= <zoe@example.org>, Bob <BOB@x>',
  'To: friends: a@x, b@y;, bob',
  'Cc: "Yak, A." <yak@example.org>',
  'Bcc: ',
  'Message-ID: <1@Example.org>',
  'Message-ID: < "2" @example.org>',
  'In-Reply-To: <1@Example.org>',
  'References: <0@x> <1@Example.org>',
  'Date: Sun, 22 Nov 2026 23:30:00 -0800',
  'Date: 1 Jan 70 00:00',
  'Date: soon',
  'Hello',
  '',
);
/** Some of it is not to be kept as text. */
const oddLine = fc.oneof(
  fc.constantFrom(
    'Subject: =?utf-16be?B?2AAAeA==?= half',
    'Subject: nul \0 yak',
    'From: B\u00f6b <BOB@x>',
    'x-\u00f1AME: so',
  ),
  fc.uint8Array({ maxLength: 20 }).map((some) => `Subject: ${Buffer.from(some).toString('latin1')}`),
);
const moment = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n) => now + n),
  fc.integer({ min: -3, max: 3 }).map((n) => Math.floor(now / dayMs) * dayMs + n),
  fc.integer({ min: -2 * dayMs, max: 2 * now }),
);
const mailOf = (line: fc.Arbitrary<string>): fc.Arbitrary<NewMessage> =>
  fc
    .record({
      lines: fc.array(line, { maxLength: 8, size: 'max' }),
      internalDate: moment.map((ms) => new Date(ms)),
      flags: fc.subarray(['\\Seen', '\\Flagged', 'work']),
    })
    .map(({ lines, ...rest }) => {
      const source = Buffer.from(lines.join('\r\n'), 'latin1');
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
      name: fc.constantFrom(
        'Subject',
        'from',
        'TO',
        'cc',
        'Bcc',
        'Message-ID',
        'Date',
        'references',
        'In-Reply-To',
        'X-Nobody',
        'X-\u00d1ame',
      ),
      text: fc.constantFrom(
        '',
        'yak',
        'ya',
        'y\u00e4K',
        'BOB',
        'B\u00d6B',
        'so',
        '@',
        ' ',
        '1@e',
        '\0',
        'nul',
        'half',
        '\ufffd',
        '<',
      ),
    }),
    fc.record({
      kind: fc.constant('envelope' as const),
      field: fc.constantFrom('subject' as const, 'from' as const, 'to' as const, 'cc' as const, 'bcc' as const),
      text: fc.constantFrom('yak', 'ya', 'y\u00e4K', 'BOB', 'B\u00d6B', '@', ' ', '\0', 'nul', 'half', '\ufffd', '<'),
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
const manyOf = (line: fc.Arbitrary<string>) => fc.array(mailOf(line), { minLength: 120, maxLength: 120, size: 'max' });
const many = manyOf(fc.oneof({ weight: 6, arbitrary: ordinaryLine }, oddLine));

/** Half of it as a mail client files it, half as all others do, who know nothing of IMAP. */
async function inboxWith(mails: readonly NewMessage[]): Promise<Mailbox> {
  const half = Math.ceil(mails.length / 2);
  await account.append('INBOX', mails.slice(0, half));
  const rest = mails.slice(half).map((one) => ({
    ...one,
    structure: JSON.stringify(one.structure),
    internalDate: one.internalDate.getTime(),
  }));
  store.mail.messages.append(inboxId(), rest);
  return account.open('INBOX');
}

function inboxId(): MailboxId {
  const row = store.mail.mailboxes.byName(alice.id, 'INBOX');
  if (!row) throw new Error('no INBOX');
  return row.id;
}

async function find(mailbox: Mailbox, key: SearchKey): Promise<number[]> {
  const tracker = new Tracker(await mailbox.snapshot());
  const found = await findMessages(
    { mailbox, tracker, readOnly: true, keywords: openKeywords([]), saved: [], contexts: new Map() },
    key,
    now,
  );
  return found.map(({ sequence }) => sequence);
}

/** What messages are sorted and threaded by. */
async function keysOf(mailbox: Mailbox, names: readonly KeyName[]): Promise<unknown> {
  const messages = listOf((await mailbox.snapshot()).messages);
  const chosen = messages.map((message, i) => ({ sequence: asSequenceNumber(i + 1), ...message }));
  return (await withKeys(mailbox, chosen, names)).map(({ item, values }) => [item.sequence, ...values]);
}

/** Without the store's answers: each mail is looked into. */
function forgetful(mailbox: Mailbox): Mailbox {
  return {
    ...mailbox,
    answer: async () => undefined,
    keys: async function* () {
      // nothing is kept
    },
  };
}

/** A mailbox whose mails nobody can look into. */
function sealed(mailbox: Mailbox): Mailbox {
  const read: Mailbox['read'] = () => {
    throw new Error('read');
  };
  return { ...mailbox, read };
}

const allNames: readonly KeyName[] = [
  ...(['ARRIVAL', 'CC', 'DATE', 'DISPLAYFROM', 'DISPLAYTO', 'FROM', 'SIZE', 'SUBJECT', 'TO'] as const),
  ...(['ISREPLY', 'MESSAGEID', 'REFERENCES'] as const),
];

describe('what the store answers of a search', () => {
  test.each([
    ['of any bytes', many],
    ['all of ASCII', manyOf(ordinaryLine)],
  ])('is what each mail itself would say: %s', async (_, mailsOf) => {
    await fc.assert(
      fc.asyncProperty(
        mailsOf,
        fc.array(anySearch, { minLength: 20, maxLength: 20, size: 'max' }),
        async (mails, keys) => {
          const inbox = await inboxWith(mails);
          for (const key of keys) expect(await find(inbox, key)).toEqual(await find(forgetful(inbox), key));
        },
      ),
      { numRuns: 5 },
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
      { numRuns: 6 },
    );
  });

  test.each<SearchKey>([
    { kind: 'larger', bytes: 40 },
    { kind: 'smaller', bytes: 40 },
    { kind: 'age', older: true, seconds: 1 },
    { kind: 'arrived', when: 'since', day: 20_000 },
    { kind: 'sent', when: 'before', day: 20_000 },
    { kind: 'envelope', field: 'subject', text: 'yak' },
    { kind: 'envelope', field: 'from', text: 'bob' },
    { kind: 'header', name: 'message-id', text: '1@' },
  ])('opens no mail for $kind $name', async (key) => {
    const inbox = await inboxWith(ordinary());
    expect(await find(sealed(inbox), key)).toEqual(await find(forgetful(inbox), key));
  });

  test('is looked for in the mails themselves while nothing can be written', async () => {
    const inbox = await inboxWith(ordinary());
    const full = jest.spyOn(store.mail.messages, 'keepKeys').mockImplementation(() => {
      throw new StoreError('full', 'The disk is full.');
    });
    const key: SearchKey = { kind: 'envelope', field: 'subject', text: 'yak' };
    expect(await find(inbox, key)).toEqual(await find(forgetful(inbox), key));
    expect(await keysOf(inbox, allNames)).toEqual(await keysOf(forgetful(inbox), allNames));
    full.mockRestore();
    expect(await find(sealed(inbox), key)).toEqual(await find(forgetful(inbox), key));
  });
});

describe('what the store keeps for SORT and THREAD', () => {
  test('is what each mail itself would say', async () => {
    await fc.assert(
      fc.asyncProperty(many, fc.subarray([...allNames], { minLength: 1 }), async (mails, names) => {
        const inbox = await inboxWith(mails);
        expect(await keysOf(inbox, names)).toEqual(await keysOf(forgetful(inbox), names));
      }),
      { numRuns: 5 },
    );
  });

  test('sorts a part, or more that has come, as if nothing had been sorted before', async () => {
    const criterion = fc.record({
      key: fc.constantFrom('DATE' as const, 'SUBJECT' as const, 'FROM' as const),
      reverse: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(many, fc.array(criterion, { minLength: 1, maxLength: 2 }), anySearch, async (mails, by, key) => {
        const inbox = await inboxWith(mails);
        const sorted = async (of: SearchKey, mailbox: Mailbox = inbox) => {
          const tracker = new Tracker(await mailbox.snapshot());
          const found = await findMessages(
            { mailbox, tracker, readOnly: true, keywords: openKeywords([]), saved: [], contexts: new Map() },
            of,
            now,
          );
          return (await sortFound(mailbox, found, by)).map(({ uid }) => uid);
        };
        const anew = async (of: SearchKey) => sorted(of, await account.open('INBOX'));
        expect(await sorted({ kind: 'all' })).toEqual(await anew({ kind: 'all' }));
        expect(await sorted(key)).toEqual(await anew(key));
        await inboxWith(mails.slice(0, 3));
        expect(await sorted({ kind: 'all' })).toEqual(await anew({ kind: 'all' }));
      }),
      { numRuns: 5 },
    );
  });

  test('makes no difference between mails that came in the same second: no client can see which was first', async () => {
    const mails = ['b', 'a'].map((subject, i): NewMessage => {
      const source = Buffer.from(`Subject: ${subject}\r\n\r\n`);
      return { source, structure: readStructure(source), flags: [], internalDate: new Date(now + 100 * i) };
    });
    const inbox = await inboxWith(mails);
    for (const mailbox of [inbox, forgetful(inbox)])
      expect(await keysOf(mailbox, ['ARRIVAL', 'DATE'])).toEqual([
        [1, now, now],
        [2, now, now],
      ]);
  });

  test('spares looking into any mail', async () => {
    const inbox = await inboxWith(ordinary());
    expect(await keysOf(sealed(inbox), allNames)).toEqual(await keysOf(forgetful(inbox), allNames));
  });

  test('does not count once it would be written otherwise', async () => {
    const inbox = await inboxWith(ordinary());
    await keysOf(inbox, allNames);
    const matching = (version: number) => store.mail.messages.matching(inboxId(), condition, version);
    const condition = { field: 'subject', text: 'YAK' } as const;
    expect(matching(keysVersion).missing).toEqual([]);
    expect(matching(keysVersion + 1)).toMatchObject({ matching: [], open: [] });
  });

  test('goes with the message', async () => {
    const inbox = await inboxWith(ordinary());
    const { messages } = await inbox.snapshot();
    await removeMail(inbox, messages.uids);
    expect(await keysOf(inbox, allNames)).toEqual([]);
    expect(await find(inbox, { kind: 'envelope', field: 'subject', text: 'yak' })).toEqual([]);
  });
});

/** All of it can be kept. */
function ordinary(): NewMessage[] {
  return fc.sample(manyOf(ordinaryLine), { numRuns: 1, seed: 1 })[0] ?? [];
}
