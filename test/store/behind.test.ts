import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { MailboxId, NewMessage, Store, Uid } from '../../src/store';
import { limits } from '../../src/store/limits';
import { openDatabase } from '../../src/store/open';
import { temporaryFolder } from '../support/folder';
import { addInbox, message, openTestStore, testKey } from '../support/stores';

let folder: string;
let store: Store;
let inbox: MailboxId;

beforeEach(() => {
  jest.useFakeTimers();
  folder = temporaryFolder();
  store = openTestStore(folder);
  ({ inbox } = addInbox(store));
});
afterEach(() => {
  store.close();
  jest.useRealTimers();
});

const withForms = (text: string): NewMessage => ({
  ...message(`Subject: ${text}\r\n\r\n`),
  forms: { version: 1, envelope: `(${text})`, bodyStructure: '()', headerEnd: 9 },
});
const file = (...texts: string[]): readonly Uid[] => store.mail.messages.append(inbox, texts.map(withForms)).uids;
const envelopes = (uids: readonly Uid[], of = store) =>
  of.mail.messages.forms(inbox, uids, ['envelope', 'header'], 1).map(({ envelope }) => envelope);

/** What another process would find in the file. */
function written(): number {
  const database = openDatabase(folder, testKey());
  const count = database.prepare('SELECT count(*) FROM body_form', { pluck: true }).get();
  database.close();
  return Number(count);
}

describe('what mail itself can tell', () => {
  test('is written soon after it, and a client that goes on filing does not put it off', () => {
    file('yak');
    expect(written()).toBe(0);
    for (let ms = 0; ms < limits.behind.ms; ms += 50) {
      jest.advanceTimersByTime(50);
      file('zebra');
    }
    expect(written()).toBeGreaterThan(0);
  });

  test('is there for whoever asks at once', () => {
    const uids = [...file('yak'), ...file('zebra')];
    expect(envelopes(uids)).toEqual(['(yak)', '(zebra)']);
    expect(written()).toBe(2);
  });

  test('does not gather in memory where many mails come at once', () => {
    const many = Array.from({ length: limits.behind.mails + 10 }, (_, n) => `yak ${n}`);
    file(...many);
    expect(written()).toBe(10);
    jest.advanceTimersByTime(0);
    expect(written()).toBe(many.length);
  });

  test('does not wait where it is large', () => {
    file('x'.repeat(limits.behind.bytes + 1));
    expect(written()).toBe(1);
  });

  test('of mail that was undone is not said of the mail that comes next', () => {
    const undone = () =>
      store.transaction(() => {
        file('yak');
        throw new Error('changed my mind');
      });
    expect(undone).toThrow('changed my mind');
    const { uids } = store.mail.messages.append(inbox, [message('Subject: zebra\r\n\r\n')]);
    expect(envelopes(uids)).toEqual([null]);
    jest.advanceTimersByTime(limits.behind.ms);
    expect(written()).toBe(0);
  });

  test('of mail that went meanwhile is not kept', () => {
    const [first, ...others] = [...file('yak'), ...file('zebra')];
    store.mail.messages.expunge(inbox, first === undefined ? [] : [first]);
    jest.advanceTimersByTime(limits.behind.ms);
    expect(written()).toBe(1);
    expect(envelopes(others)).toEqual(['(zebra)']);
    expect(store.integrity()).toEqual([]);
  });

  test('waits for another process that is writing, and keeps nobody waiting for it', () => {
    const uids = file('yak');
    const other = openDatabase(folder, testKey());
    other.exec('BEGIN IMMEDIATE');
    jest.advanceTimersByTime(limits.behind.ms);
    expect(envelopes(uids)).toEqual([null]);
    other.exec('COMMIT');
    other.close();
    jest.advanceTimersByTime(limits.behind.ms);
    expect(written()).toBe(1);
  });

  test('is written before the store is closed', () => {
    const uids = file('yak');
    store.close();
    store = openTestStore(folder);
    expect(envelopes(uids)).toEqual(['(yak)']);
  });
});
