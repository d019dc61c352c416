import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latin1 } from '../../src/base/bytes';
import type { MailboxId, Messages, NymId, Store, Uid } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { addInbox, message } from '../support/stores';

const version = 1;
let store: Store;
let messages: Messages;
let nym: NymId;
let inbox: MailboxId;

beforeEach(() => {
  store = openMemoryStore();
  messages = store.mail.messages;
  ({ nym, inbox } = addInbox(store));
});

/** Mails of one character a byte, whose headers are all there is of them. */
function file(...mails: readonly string[]): Uid[] {
  return messages.append(
    inbox,
    mails.map((text) => ({
      ...message(''),
      source: latin1(text),
      forms: { version, envelope: 'e', bodyStructure: 'b', headerEnd: text.length },
    })),
  ).uids;
}

describe('kept headers, read together', () => {
  test('are one text, in the order of the messages that it names', () => {
    const uids = file('A: 1\r\n\r\n', 'B\0: 2', 'C: 3\r\n\r\n');
    expect(messages.headers(inbox, uids, version)).toEqual({
      text: 'A: 1\r\n\r\nB\0: 2C: 3\r\n\r\n',
      uids,
      ends: [8, 13, 21],
      without: [],
    });
  });

  test('name messages of which none is kept, or not of this version', () => {
    const [plain = 0] = messages.append(inbox, [message('D: 4\r\n\r\n')]).uids;
    const [long = 0, kept = 0] = file(`E: ${'x'.repeat(40_000)}\r\n\r\n`, 'F: 6\r\n\r\n');
    const uids = [plain, long, kept] as Uid[];
    expect(messages.headers(inbox, uids, version)).toEqual({
      text: 'F: 6\r\n\r\n',
      uids: [kept],
      ends: [8],
      without: [plain, long],
    });
    expect(messages.headers(inbox, uids, version + 1)).toEqual({ text: '', uids: [], ends: [], without: uids });
  });

  test.each(['\xff', '\xc3\xa4', '\xed\xa0\x80', '\xef\xbb\xbf', '\xef\xbf\xbd', '\xf0\x9f\x98\x80'])(
    'have a character for each byte, ASCII or not: %j',
    (some) => {
      const uids = file(`A: ${some}`, `${some.slice(1)}\r\n\r\n`);
      const [first, second] = [3 + some.length, some.length + 3];
      expect(messages.headers(inbox, uids, version)).toEqual({
        text: `A: ${some}${some.slice(1)}\r\n\r\n`,
        uids,
        ends: [first, first + second],
        without: [],
      });
    },
  );

  test('of messages that are gone, or in another mailbox, are left out', () => {
    const uids = file('A: 1\r\n\r\n', 'B: 2\r\n\r\n');
    const archive = store.mail.mailboxes.create(nym, 'Archive', 1_000_000, '\\Archive');
    messages.expunge(inbox, uids.slice(0, 1));
    expect(messages.headers(inbox, uids, version)).toMatchObject({ uids: uids.slice(1), without: [] });
    expect(messages.headers(archive, uids, version)).toEqual({ text: '', uids: [], ends: [], without: [] });
  });
});

test('a kept header has a character for each byte, whatever the bytes, and whatever the others have', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 6 }).map((some) => Buffer.from(some).toString('latin1')),
    fc.string({ unit: 'binary-ascii', maxLength: 6 }),
    fc.string({ unit: 'binary', maxLength: 4 }).map((some) => Buffer.from(some).toString('latin1')),
    fc.constantFrom('\xef\xbf\xbd', '\xef\xbb\xbf', '\0'),
  );
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 1, maxLength: 8 }), (mails) => {
      const uids = file(...mails);
      expect(messages.forms(inbox, uids, ['header'], version).map(({ header }) => header)).toEqual(mails);
    }),
    { numRuns: 300 },
  );
});
