import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openBackend } from '../../../src/incoming/mailbox';
import { openAccount } from '../../../src/incoming/mailbox/account';
import { keepSome, keepTexts } from '../../../src/incoming/mailbox/keepTexts';
import { readStructure } from '../../../src/protocol/mime';
import type { Account, Mailbox, NewMessage, Uid } from '../../../src/protocol/imap';
import { findMessages } from '../../../src/protocol/imap/session/find';
import { openKeywords } from '../../../src/protocol/imap/session/keywords';
import { Tracker } from '../../../src/protocol/imap/session/tracker';
import { StoreError } from '../../../src/store';
import type { NymId, Store } from '../../../src/store';
import { silentLog } from '../../../src/base/log';
import { TestClock } from '../../support/clock';
import { aliceActive } from '../../support/nyms';
import { removeMail } from '../../support/removal';
import { untilSo } from '../../support/untilSo';

let store: Store;
let account: Account;
let nymId: NymId;

const parts = (of: Store) => ({ store: of, clock: new TestClock(), filedCopy: () => undefined });

beforeEach(async () => {
  const world = await aliceActive();
  store = world.store;
  nymId = world.alice.id;
  const backend = openBackend(parts(store));
  const found = await backend.login('panda@nym.test', world.alice.password);
  if (!found) throw new Error('no account');
  account = found;
});

const never = new AbortController().signal;

function mailOf(source: Buffer): NewMessage {
  return { source, structure: readStructure(source), flags: [], internalDate: new Date(0) };
}

async function keepAll(): Promise<void> {
  while (await keepSome(store.mail, never));
}

async function inboxWith(...sources: readonly Buffer[]): Promise<Mailbox> {
  await account.append('INBOX', sources.map(mailOf));
  return account.open('INBOX');
}

/** As the street in files mail: its text is not read yet. */
async function deliver(...sources: readonly Buffer[]): Promise<Mailbox> {
  const row = store.mail.mailboxes.byName(nymId, 'INBOX');
  const rows = sources.map((one) => ({
    source: one,
    structure: JSON.stringify(readStructure(one)),
    flags: [],
    internalDate: 0,
  }));
  if (row) store.mail.messages.append(row.id, rows);
  return account.open('INBOX');
}

interface Looked {
  readonly found: readonly Uid[];
  /** How many mails were opened. */
  readonly opened: number;
}

async function look(mailbox: Mailbox, part: 'BODY' | 'TEXT', text: string): Promise<Looked> {
  let opened = 0;
  const read: Mailbox['read'] = (uids) => {
    opened += uids.length;
    return mailbox.read(uids);
  };
  const selected = {
    mailbox: { ...mailbox, read },
    readOnly: true,
    keywords: openKeywords([]),
    saved: [],
    contexts: new Map(),
  };
  const tracker = new Tracker(await mailbox.snapshot());
  const found = await findMessages({ ...selected, tracker }, { kind: 'text', part, text }, 0);
  return { found: found.map(({ uid }) => uid), opened };
}

/** Each mail is looked into. */
const byHand = (mailbox: Mailbox, part: 'BODY' | 'TEXT', text: string) =>
  look({ ...mailbox, answer: async () => undefined }, part, text);

const piece = fc.constantFrom(
  ...[
    'ab',
    'AB*?[x]"\'%_',
    'é',
    'e\u0301',
    'ß',
    'ss',
    '𝔞',
    '😀',
    '\ud83d',
    '\u0000',
    '  ',
    '\t',
    '\r\n',
    'ｱﾞ',
    'İ',
    '\ufffd',
    '\n',
  ],
);
const words = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
const quoted = words.map((text) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`);
const textPart = fc
  .record({
    text: fc.array(fc.oneof(piece, fc.constantFrom('filler ', 'wide')), { maxLength: 12 }).map((some) => some.join('')),
    charset: fc.constantFrom('utf-8', 'utf-16le', 'iso-8859-1'),
  })
  .map(({ text, charset }) => {
    const bytes = Buffer.from(text, charset === 'utf-8' ? 'utf8' : charset === 'utf-16le' ? 'utf16le' : 'latin1');
    return `Content-Type: text/plain; charset=${charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64')}\r\n`;
  });
const withHeader = (body: fc.Arbitrary<string>) =>
  fc
    .record({
      subject: fc.oneof(
        words.map((text) => text.replace(/[\r\n]+/g, ' ')),
        quoted,
      ),
      body,
    })
    .map(({ subject, body: rest }) => `Subject: ${subject}\r\nFrom: Bob <bob@example.org>\r\n${rest}`);
const multipart = (part: fc.Arbitrary<string>) =>
  fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map(
      (parts) => `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${parts.join('\r\n--b\r\n')}\r\n--b--\r\n`,
    );
const attached = withHeader(textPart).map((mail) => `Content-Type: message/rfc822\r\n\r\n${mail}`);
const inner = multipart(fc.oneof(textPart, attached)).map((text) => text.replaceAll('--b', '--i').replace('=b', '=i'));
const source = fc.oneof(
  withHeader(fc.oneof(textPart, multipart(fc.oneof(textPart, attached, inner)))).map((text) => Buffer.from(text)),
  words.map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
);
const needle = fc.oneof(
  fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join('')),
  fc.constantFrom('filler', 'a', 'B', 'e', 'subject: ', 'bob', 'text/plain', '/', '*', '?', '[', '"', 'utf-16', ' '),
);

describe('texts that are kept', () => {
  test('say of any mail and any needle what the mail itself says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(source, { minLength: 1, maxLength: 8 }),
        fc.array(needle, { minLength: 12, maxLength: 12 }),
        fc.boolean(),
        fc.boolean(),
        async (sources, needles, someLater, isDelivered) => {
          const inbox = await (isDelivered ? deliver : inboxWith)(...sources);
          await keepAll();
          if (someLater) await inboxWith(...sources.slice(0, 2));
          for (const text of needles)
            for (const part of ['BODY', 'TEXT'] as const)
              expect((await look(inbox, part, text)).found).toEqual((await byHand(inbox, part, text)).found);
          await removeMail(inbox, (await inbox.snapshot()).messages.uids);
        },
      ),
      { numRuns: 60 },
    );
  });

  const zebras = ['yak\r\n\r\nHello zebra', 'zebra\r\n\r\nHello yak', 'none\r\n\r\nnothing'].map((text) =>
    Buffer.from(`Subject: ${text}`),
  );

  const longMail = Buffer.from(`Subject: long\r\n\r\nzebra ${'filler '.repeat(5_000)}`);

  test('are kept behind short mails that a client files, and none is looked for again', async () => {
    const inbox = await inboxWith(...zebras);
    const row = store.mail.mailboxes.byName(nymId, 'INBOX');
    await untilSo(() => store.mail.texts.due(9).length === 0);
    expect(await look(inbox, 'TEXT', 'ZEBRA')).toEqual({ found: [1, 2], opened: 0 });
    await inboxWith(longMail, ...zebras);
    await untilSo(() => store.mail.texts.due(9).length === 1);
    expect(row && store.mail.texts.dueIn(row.id, 0, 9)).toMatchObject([{ uid: 4 }]);
    await keepAll();
    expect(store.mail.texts.due(9)).toEqual([]);
  });

  test('are read and kept by a search that comes sooner, of the mailbox it looks into', async () => {
    const inbox = await deliver(...zebras);
    await account.append('Sent', [mailOf(longMail)]);
    expect(store.mail.texts.due(9)).toHaveLength(4);
    expect(await look(inbox, 'TEXT', 'ZEBRA')).toEqual({ found: [1, 2], opened: 0 });
    expect(store.mail.texts.due(9)).toHaveLength(1);
    await deliver(Buffer.from('Subject: new\r\n\r\nzebra'));
    await keepAll();
    expect(store.mail.texts.due(9)).toEqual([]);
    expect(await look(inbox, 'TEXT', 'ZEBRA')).toEqual({ found: [1, 2, 4], opened: 0 });
  });

  test.each(['full', 'busy'] as const)('are done without by a search where the store is %s', async (code) => {
    await deliver(...zebras);
    const keep = () => {
      throw new StoreError(code, 'Not now.');
    };
    const trouble = { ...store, mail: { ...store.mail, texts: { ...store.mail.texts, keep } } };
    const inbox = await openAccount({ ...parts(trouble), nymId }).open('INBOX');
    expect(await look(inbox, 'TEXT', 'ZEBRA')).toEqual({ found: [1, 2], opened: 3 });
    expect(await look(inbox, 'BODY', 'zebra')).toEqual({ found: [1], opened: 3 });
  });

  test('spare a search from opening any mail, and tell header from body', async () => {
    const inbox = await inboxWith(...zebras);
    await keepAll();
    expect(await look(inbox, 'TEXT', 'ZEBRA')).toEqual({ found: [1, 2], opened: 0 });
    expect(await look(inbox, 'BODY', 'zebra')).toEqual({ found: [1], opened: 0 });
    expect(await look(inbox, 'BODY', 'quagga')).toEqual({ found: [], opened: 0 });
  });

  test('end at a million characters: what lies behind is found in the mail', async () => {
    const long = Buffer.from(`Subject: long\r\n\r\nzebra ${'filler '.repeat(160_000)}quagga`);
    const inbox = await inboxWith(long, ...Array.from({ length: 3 }, () => Buffer.from('Subject: x\r\n\r\nshort')));
    await keepAll();
    expect(await look(inbox, 'BODY', 'zebra')).toEqual({ found: [1], opened: 0 });
    expect(await look(inbox, 'BODY', 'quagga')).toEqual({ found: [1], opened: 1 });
  });

  test('are looked through piece by piece, however many there are', async () => {
    const inbox = await inboxWith(
      ...Array.from({ length: 450 }, (_, n) => Buffer.from(`Subject: ${n}\r\n\r\n${n % 2 ? 'zebra' : 'yak'}`)),
    );
    await keepAll();
    const { found, opened } = await look(inbox, 'BODY', 'zebra');
    expect(found).toEqual(Array.from({ length: 225 }, (_, n) => 2 * n + 2));
    expect(opened).toBe(0);
  });

  test('go with the last copy of a mail', async () => {
    const inbox = await inboxWith(Buffer.from('Subject: x\r\n\r\nxylophone'));
    await keepAll();
    await account.create('Copies');
    await inbox.copy([1 as Uid], 'Copies');
    await removeMail(inbox, [1 as Uid]);
    const copies = await account.open('Copies');
    expect((await look(copies, 'BODY', 'xylophone')).found).toEqual([1]);
    await removeMail(copies, [1 as Uid]);
    await keepAll();
    expect((await look(copies, 'BODY', 'xylophone')).found).toEqual([]);
  });
});

describe('the one who keeps texts', () => {
  test('waits until mail clients are quiet, goes on when mail comes, and stops when told', async () => {
    const clock = new TestClock();
    const end = new AbortController();
    let traffic = 0;
    await deliver(Buffer.from('Subject: x\r\n\r\nyak'));
    const keeping = keepTexts({ store, clock, log: silentLog, traffic: () => traffic }, end.signal);
    for (let n = 0; n < 5; n++) {
      traffic++;
      await clock.advance(2000);
      expect(store.mail.texts.due(9)).toHaveLength(1);
    }
    await clock.advance(2000);
    await untilSo(() => store.mail.texts.due(9).length === 0);
    await deliver(Buffer.from('Subject: x\r\n\r\nzebra'));
    await untilSo(() => store.mail.texts.due(9).length === 0);
    end.abort();
    await keeping;
    await deliver(Buffer.from('Subject: x\r\n\r\nquagga'));
    expect(store.mail.texts.due(9)).toHaveLength(1);
  });

  test('is not put off for ever by a mail client that is never quiet', async () => {
    const clock = new TestClock();
    const end = new AbortController();
    let traffic = 0;
    const sources = Array.from({ length: 70 }, (_, n) => Buffer.from(`Subject: x\r\n\r\nyak ${n}`));
    await deliver(...sources);
    const keeping = keepTexts({ store, clock, log: silentLog, traffic: () => traffic++ }, end.signal);
    await clock.advance(28_000);
    expect(store.mail.texts.due(99)).toHaveLength(70);
    await clock.advance(3000);
    for (const left of [38, 6, 0]) {
      await untilSo(() => store.mail.texts.due(99).length <= left);
      await untilSo(() => clock.sleeping === 1);
      expect(store.mail.texts.due(99)).toHaveLength(left);
      await clock.advance(200);
    }
    end.abort();
    await keeping;
  });

  test.each(['full', 'busy'] as const)('tries again in a minute where the store is %s', async (code) => {
    const clock = new TestClock();
    const end = new AbortController();
    const logged: string[] = [];
    const log = { ...silentLog, error: (event: string) => logged.push(event) };
    await deliver(Buffer.from('Subject: x\r\n\r\nyak'));
    let failing = true;
    const { texts } = store.mail;
    const keep: typeof texts.keep = (some) => {
      if (failing) throw new StoreError(code, 'Not now.');
      texts.keep(some);
    };
    const trouble = { ...store, mail: { ...store.mail, texts: { ...texts, keep } } };
    const keeping = keepTexts({ store: trouble, clock, log, traffic: () => 0 }, end.signal);
    await untilSo(() => clock.sleeping === 1);
    await clock.advance(2000);
    await untilSo(() => clock.sleeping === 1);
    failing = false;
    expect(texts.due(9)).toHaveLength(1);
    await clock.advance(60_000);
    await untilSo(() => texts.due(9).length === 0);
    end.abort();
    await keeping;
    expect(logged).toEqual([]);
  });
});
