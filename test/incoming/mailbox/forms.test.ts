import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { openBackend } from '../../../src/incoming/mailbox';
import { findOnlyBody } from '../../../src/incoming/mailbox/forms';
import { formsVersion, writeForms } from '../../../src/protocol/imap';
import type { Account, Form, MessageForms, Uid } from '../../../src/protocol/imap';
import { readStructure } from '../../../src/protocol/mime';
import type { Nym } from '../../../src/nym';
import type { MailboxId, Store } from '../../../src/store';
import { TestClock } from '../../support/clock';
import { aliceActive } from '../../support/nyms';
import { removeMail } from '../../support/removal';

const every: readonly Form[] = ['envelope', 'bodyStructure', 'header'];
const internalDate = new Date('2026-11-22T10:00:00Z');
let store: Store;
let alice: Nym;
let account: Account;
let inbox: MailboxId;

beforeEach(async () => {
  ({ store, alice } = await aliceActive());
  const login = openBackend({ store, clock: new TestClock(), filedCopy: () => undefined });
  const found = await login.login('panda@nym.test', alice.password);
  const row = store.mail.mailboxes.byName(alice.id, 'INBOX');
  if (!found || !row) throw new Error('no account');
  [account, inbox] = [found, row.id];
});

/** As a mail client files it, and as all others do, who know nothing of IMAP. */
async function fileBoth(source: Buffer): Promise<Uid[]> {
  const structure = readStructure(source);
  const { uids } = await account.append('INBOX', [{ source, structure, flags: [], internalDate }]);
  const plain = { source, structure: JSON.stringify(structure), flags: [], internalDate: internalDate.getTime() };
  return [...uids, ...store.mail.messages.append(inbox, [plain]).uids];
}

async function formsOf(uids: readonly Uid[], wanted: readonly Form[] = every): Promise<MessageForms[]> {
  const all: MessageForms[] = [];
  for await (const batch of (await account.open('INBOX')).forms(uids, wanted)) all.push(...batch);
  return all;
}

const kept = (uids: readonly Uid[], version: number = formsVersion) =>
  store.mail.messages.forms(inbox, uids, every, version);

/** Written out: what is worked out only when it is asked for is no member of its own. */
const saidOf = ({ uid, internalDate: date, size, emailId, envelope, bodyStructure, header }: MessageForms) => ({
  ...{ uid, internalDate: date, size, emailId, envelope, bodyStructure, header },
});

const line = fc.oneof(
  fc.constantFrom(
    'Subject: =?utf-8?Q?y=C3=A4k?=',
    'From: "B\0b" <bob@example.org>',
    'To: a, b@x: c;',
    ' folded',
    '',
    '--a',
  ),
  fc.constantFrom('Content-Type: multipart/mixed; boundary=a', 'Content-Type: message/rfc822', 'Subject: g\u00e4u'),
  fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);
const mail = fc
  .array(fc.tuple(line, fc.constantFrom('\r\n', '\n')), { maxLength: 20 })
  .map((lines) => Buffer.from(lines.flat().join(''), 'latin1'));

describe('where the body is of a message of one part', () => {
  test('is told of all that have no part in them, and of no others', () => {
    const oddName = fc.constantFrom(
      'Subject: "root":{"type":"multipart"',
      'Subject: "bodyStart":1,"bodyEnd":2',
      'To: root',
    );
    const odd = fc.tuple(oddName, mail).map(([first, rest]) => Buffer.concat([Buffer.from(`${first}\r\n`), rest]));
    fc.assert(
      fc.property(fc.oneof(mail, odd), (source) => {
        const structure = readStructure(source);
        const { type, bodyStart: start, bodyEnd: end } = structure.root;
        const hasParts = type === 'multipart' || type === 'message';
        expect(findOnlyBody(JSON.stringify(structure))).toEqual(hasParts ? undefined : { start, end });
      }),
      { numRuns: 500 },
    );
  });

  test('comes with the structure', async () => {
    const uids = await fileBoth(Buffer.from('Subject: yak\r\n\r\nHello\r\n'));
    expect((await formsOf(uids, ['structure'])).map(({ onlyBody }) => onlyBody)).toEqual([
      { start: 16, end: 23 },
      { start: 16, end: 23 },
    ]);
    expect((await formsOf(uids, ['envelope'])).map(({ onlyBody }) => onlyBody)).toEqual([undefined, undefined]);
  });

  test('spares the rest of what is said of it', async () => {
    const [uid] = await fileBoth(Buffer.from('Subject: yak\r\n\r\nHello\r\n'));
    const parse = jest.spyOn(JSON, 'parse');
    const [forms] = await formsOf(uid === undefined ? [] : [uid], ['structure']);
    expect(forms?.onlyBody).toBeDefined();
    expect(parse).not.toHaveBeenCalled();
    expect(forms?.structure?.size).toBe(23);
    expect(parse).toHaveBeenCalledTimes(1);
    parse.mockRestore();
  });
});

describe('what is kept for FETCH', () => {
  test('is what the mail itself would say, whatever its bytes and whoever filed it', async () => {
    await fc.assert(
      fc.asyncProperty(mail, async (source) => {
        const { envelope, bodyStructure, headerEnd } = writeForms(readStructure(source));
        const header = source.toString('latin1', 0, headerEnd);
        const uids = await fileBoth(source);
        const says = {
          internalDate,
          size: source.length,
          emailId: expect.any(String),
          envelope,
          bodyStructure,
          header: header === '' ? undefined : header,
        };
        expect((await formsOf(uids)).map(saidOf)).toEqual(uids.map((uid) => ({ uid, ...says })));
      }),
      { numRuns: 150 },
    );
  });

  test('is made once for mail that was filed without it', async () => {
    const [, plain] = await fileBoth(Buffer.from('Subject: yak\r\n\r\nHello\r\n'));
    const uids = plain === undefined ? [] : [plain];
    expect(kept(uids)).toMatchObject([{ envelope: null, bodyStructure: null, header: null }]);
    expect(await formsOf(uids, ['envelope'])).toHaveLength(1);
    expect(kept(uids)).toMatchObject([{ header: 'Subject: yak\r\n\r\n' }]);
  });

  test('does not count once it would be written otherwise', async () => {
    const uids = await fileBoth(Buffer.from('Subject: yak\r\n\r\nHello\r\n'));
    await formsOf(uids);
    expect(kept(uids, formsVersion + 1)).toMatchObject([{ envelope: null }, { envelope: null }]);
  });

  test('leaves out a header that is too long to be kept twice', async () => {
    const uids = await fileBoth(Buffer.from(`Subject: yak\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\nHello\r\n`));
    const forms = await formsOf(uids);
    expect(forms.map(({ header }) => header)).toEqual([undefined, undefined]);
    expect(forms.map(({ envelope }) => envelope)).toEqual([forms[0]?.envelope, forms[0]?.envelope]);
  });

  test('goes with the message', async () => {
    const [uid, plain] = await fileBoth(Buffer.from('Subject: yak\r\n\r\nHello\r\n'));
    if (uid === undefined || plain === undefined) throw new Error('not filed');
    const open = await account.open('INBOX');
    await removeMail(open, [uid]);
    expect(await formsOf([uid, plain])).toHaveLength(1);
  });
});
