import { beforeEach, describe, expect, test } from '@jest/globals';
import type { NewOutboxRow, NymId, OutboxId, OutboxTable, Store } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { addBareNym, message } from '../support/stores';

let store: Store;
let outbox: OutboxTable;
let nym: NymId;

beforeEach(() => {
  store = openMemoryStore();
  outbox = store.outbox;
  nym = addBareNym(store);
});

const letter = (changes: Partial<NewOutboxRow> = {}): NewOutboxRow => ({
  nymId: nym,
  kind: 'send',
  state: 'queued',
  messageId: '<a.b@nym.test>',
  clientMessageId: '<from-the-client@localhost>',
  recipients: ['bob@example.org', 'comma,@example.org'],
  transport: 'smtp',
  notBefore: 100,
  createdAt: 50,
  sentBodyId: undefined,
  payload: Buffer.from('To: bob@example.org\n\nHi'),
  ...changes,
});

describe('a row of the outbox', () => {
  test('comes back as it went in', () => {
    const id = outbox.add(letter());
    expect(outbox.byId(id)).toEqual({
      id,
      nymId: nym,
      kind: 'send',
      state: 'queued',
      messageId: '<a.b@nym.test>',
      clientMessageId: '<from-the-client@localhost>',
      recipients: ['bob@example.org', 'comma,@example.org'],
      transport: 'smtp',
      notBefore: 100,
      attempts: 0,
      lastError: undefined,
      createdAt: 50,
      changedAt: 50,
      handedOverAt: undefined,
      acknowledgedAt: undefined,
      sentBodyId: undefined,
    });
    expect(outbox.payload(id)?.toString()).toBe('To: bob@example.org\n\nHi');
    expect(outbox.sealed(id)).toBeUndefined();
  });

  test('is taken by one of two workers, not by both', () => {
    const id = outbox.add(letter());
    expect(outbox.move(id, 'queued', 'sending', 60)).toBe(true);
    expect(outbox.move(id, 'queued', 'sending', 60)).toBe(false);
    expect(outbox.byId(id)).toMatchObject({ state: 'sending', changedAt: 60 });
  });

  test('changes only the columns that were named, and empties those named as undefined', () => {
    const id = outbox.add(letter());
    outbox.move(id, 'queued', 'sending', 60, { sealed: Buffer.from('armor'), attempts: 1, lastError: 'no route' });
    expect(outbox.sealed(id)?.toString()).toBe('armor');
    expect(outbox.byId(id)).toMatchObject({ attempts: 1, lastError: 'no route', notBefore: 100 });
    outbox.move(id, 'sending', 'handed-over', 70, { handedOverAt: 70, lastError: undefined, payload: undefined });
    expect(outbox.byId(id)).toMatchObject({ attempts: 1, lastError: undefined, handedOverAt: 70 });
    expect(outbox.payload(id)).toBeUndefined();
    expect(outbox.sealed(id)?.toString()).toBe('armor');
  });

  test('is found with those of its Bcc recipients by the Message-ID in a receipt, and not with another nym’s', () => {
    const ids = [outbox.add(letter()), outbox.add(letter())];
    outbox.add(letter({ nymId: addBareNym(store, 'koala@nym.test') }));
    expect(outbox.byMessageId(nym, '<a.b@nym.test>').map(({ id }) => id)).toEqual(ids);
    expect(outbox.byClientMessageId(nym, '<from-the-client@localhost>').map(({ id }) => id)).toEqual(ids);
    expect(outbox.byClientMessageId(nym, '<a.b@nym.test>')).toEqual([]);
  });

  test('outlives the copy in Sent', () => {
    const sent = store.mail.mailboxes.create(nym, 'Sent', 1000);
    const { uids, bodies } = store.mail.messages.append(sent, [message('Hi')]);
    const id = outbox.add(letter({ sentBodyId: bodies[0] }));
    expect(outbox.byId(id)?.sentBodyId).toBe(bodies[0]);
    store.mail.messages.expunge(sent, uids);
    expect(outbox.byId(id)).toMatchObject({ state: 'queued', sentBodyId: undefined });
  });

  test('for a nym that is not there is refused', () => {
    expect(() => outbox.add(letter({ nymId: 99 as NymId }))).toThrow(expect.objectContaining({ code: 'nonexistent' }));
  });
});

describe('what is due', () => {
  const ids = (rows: readonly { id: OutboxId }[]) => rows.map(({ id }) => id);

  test('is what is queued and whose time has come, longest waiting first', () => {
    const [late, early, held, far] = [
      outbox.add(letter({ notBefore: 200 })),
      outbox.add(letter({ notBefore: 100 })),
      outbox.add(letter({ notBefore: 10, state: 'held' })),
      outbox.add(letter({ notBefore: 900 })),
    ];
    expect(outbox.due(nym, 200)?.id).toBe(early);
    expect(outbox.due(nym, 99)).toBeUndefined();
    expect([outbox.dueNyms(200), outbox.dueNyms(99)]).toEqual([[nym], []]);
    expect([outbox.nextDue([]), outbox.nextDue([nym])]).toEqual([100, undefined]);
    expect(ids(outbox.list(['held', 'queued']))).toEqual([late, early, held, far]);
    expect(ids(outbox.list())).toHaveLength(4);
  });

  test('is nothing where nothing is queued', () => {
    outbox.add(letter({ state: 'held' }));
    expect(outbox.nextDue([])).toBeUndefined();
    expect(outbox.due(nym, 1000)).toBeUndefined();
  });
});

test('the daily count has what was handed over since, what is on its way, and no requests', () => {
  const hand = (row: NewOutboxRow, at: number) => {
    const id = outbox.add(row);
    outbox.move(id, 'queued', 'sending', at);
    outbox.move(id, 'sending', 'handed-over', at, { handedOverAt: at });
    return id;
  };
  hand(letter(), 999);
  hand(letter(), 1000);
  hand(letter({ kind: 'config' }), 1500);
  outbox.move(outbox.add(letter()), 'queued', 'sending', 2000);
  outbox.add(letter());
  outbox.add(letter({ state: 'held' }));
  expect(outbox.sentSince(nym, 1000, Infinity, [])).toBe(2);
  expect(outbox.waiting(nym, [])).toEqual({ all: 3, slow: 3 });
  expect(outbox.waiting(nym, ['smtp'])).toEqual({ all: 3, slow: 0 });
});
