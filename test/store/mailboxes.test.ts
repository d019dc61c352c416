import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Mailboxes, NymId, Store, Uid } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { addBareNym, message } from '../support/stores';

const now = 1_700_000_000_000;
let store: Store;
let mailboxes: Mailboxes;
let nym: NymId;

beforeEach(() => {
  store = openMemoryStore();
  mailboxes = store.mail.mailboxes;
  nym = addBareNym(store);
});

const names = () => mailboxes.list(nym).map(({ name }) => name);
const failsWith = (code: string) => expect.objectContaining({ code });

describe('creating', () => {
  test('makes the superiors that are missing, and only those', () => {
    mailboxes.create(nym, 'Work', now);
    mailboxes.create(nym, 'Work/2026/May', now);
    expect(names()).toEqual(['Work', 'Work/2026', 'Work/2026/May']);
  });

  test('a name twice is refused', () => {
    mailboxes.create(nym, 'Work', now);
    expect(() => mailboxes.create(nym, 'Work', now)).toThrow(failsWith('already-exists'));
  });

  test('the same name for another nym is another mailbox', () => {
    const other = addBareNym(store, 'koala@nym.test');
    const ids = [nym, other].map((id) => mailboxes.create(id, 'INBOX', now));
    store.mail.messages.append(ids[0] ?? (0 as never), [message('x')]);
    expect(mailboxes.byName(other, 'INBOX')?.messages).toBe(0);
  });

  test('keeps the special use', () => {
    mailboxes.create(nym, 'Sent', now, '\\Sent');
    expect(mailboxes.byName(nym, 'Sent')?.specialUse).toBe('\\Sent');
    mailboxes.create(nym, 'Other', now);
    expect(mailboxes.byName(nym, 'Other')?.specialUse).toBeUndefined();
  });

  test('a name deleted and made again has another UIDVALIDITY, also when the clock stands still or goes back', () => {
    const validities = [now, now, now - 3_600_000].map((at) => {
      const id = mailboxes.create(nym, 'Work', at);
      const { uidValidity } = mailboxes.byId(id) ?? { uidValidity: 0 };
      mailboxes.remove(id);
      return uidValidity;
    });
    expect(validities).toEqual([1_700_000_000, 1_700_000_001, 1_700_000_002]);
  });
});

describe('deleting', () => {
  test('takes the messages and their bodies, and leaves inferiors', () => {
    const id = mailboxes.create(nym, 'Work', now);
    mailboxes.create(nym, 'Work/2026', now);
    const { bodies } = store.mail.messages.append(id, [message('gone')]);
    mailboxes.remove(id);
    expect(names()).toEqual(['Work/2026']);
    expect([...store.mail.messages.bytes(bodies[0] ?? (0 as never), 0, 4)]).toEqual([]);
    expect(() => {
      mailboxes.remove(id);
    }).toThrow(failsWith('nonexistent'));
  });

  test('leaves the subscription, which the client alone may end', () => {
    mailboxes.create(nym, 'Work', now);
    mailboxes.subscribe(nym, 'Work', true);
    mailboxes.subscribe(nym, 'Work', true);
    expect(mailboxes.byName(nym, 'Work')?.subscribed).toBe(true);
    mailboxes.remove(mailboxes.byName(nym, 'Work')?.id ?? (0 as never));
    expect(mailboxes.names(nym).subscriptions).toEqual(['Work']);
    mailboxes.subscribe(nym, 'Work', false);
    expect(mailboxes.names(nym).subscriptions).toEqual([]);
  });
});

describe('renaming', () => {
  test('takes inferiors along, keeps messages and UIDs, and makes superiors', () => {
    const id = mailboxes.create(nym, 'Work', now);
    mailboxes.create(nym, 'Work/2026', now);
    mailboxes.create(nym, 'Workshop', now);
    store.mail.messages.append(id, [message('x')]);
    const before = mailboxes.byId(id);
    mailboxes.rename(nym, 'Work', 'Old/Jobs', now);
    expect(names()).toEqual(['Old', 'Old/Jobs', 'Old/Jobs/2026', 'Workshop']);
    expect(mailboxes.byId(id)).toEqual({ ...before, name: 'Old/Jobs' });
  });

  test('of a superior that exists only by its inferiors works', () => {
    mailboxes.create(nym, 'Work/2026', now);
    mailboxes.remove(mailboxes.byName(nym, 'Work')?.id ?? (0 as never));
    mailboxes.rename(nym, 'Work', 'Jobs', now);
    expect(names()).toEqual(['Jobs/2026']);
  });

  test('of INBOX empties it into the new mailbox and leaves it there', () => {
    const inbox = mailboxes.create(nym, 'INBOX', now);
    mailboxes.create(nym, 'INBOX/Lists', now);
    store.mail.messages.append(inbox, [message('a', '\\Seen'), message('b')]);
    const notes = new Map([['/private/comment', Buffer.from('mine')]]);
    store.mail.metadata.set(nym, inbox, notes);
    mailboxes.rename(nym, 'INBOX', 'Old mail', now);
    expect(names()).toEqual(['INBOX', 'INBOX/Lists', 'Old mail']);
    expect(mailboxes.byName(nym, 'INBOX')?.messages).toBe(0);
    expect(mailboxes.byName(nym, 'Old mail')).toMatchObject({ messages: 2, unseen: 1 });
    expect(store.mail.messages.append(inbox, [message('c')]).uids).toEqual([3 as Uid]);
    for (const id of [inbox, mailboxes.byName(nym, 'Old mail')?.id])
      expect(store.mail.metadata.entries(nym, id)).toEqual(notes);
  });

  test.each([
    ['Nowhere', 'Other', 'nonexistent'],
    ['Work', 'Taken', 'already-exists'],
    ['Work', 'Work/Inner', 'conflict'],
  ])('%s to %s is refused and changes nothing', (from, to, code) => {
    for (const name of ['Work', 'Work/2026', 'Taken']) mailboxes.create(nym, name, now);
    const before = names();
    expect(() => {
      mailboxes.rename(nym, from, to, now);
    }).toThrow(failsWith(code));
    expect(names()).toEqual(before);
  });

  test('that would join two trees under one name is refused', () => {
    for (const name of ['Work/2026', 'Jobs/2026']) mailboxes.create(nym, name, now);
    mailboxes.remove(mailboxes.byName(nym, 'Jobs')?.id ?? (0 as never));
    expect(() => {
      mailboxes.rename(nym, 'Work', 'Jobs', now);
    }).toThrow(failsWith('already-exists'));
  });
});
