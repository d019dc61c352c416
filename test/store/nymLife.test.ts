import { expect, test } from '@jest/globals';
import type { Store } from '../../src/store';
import { openMemoryStore, openStore } from '../../src/store';
import { openDatabase } from '../../src/store/open';
import { temporaryFolder } from '../support/folder';
import { addBareNym, testKey } from '../support/stores';

test('what is forgotten of one nym is in no table any more, and the other nym has all of its own', () => {
  const folder = temporaryFolder();
  const store = openStore(folder, testKey());
  const ids = [addBareNym(store), addBareNym(store, 'koala@nym.test')] as const;
  const before = ids.map((id) => fill(store, id));
  expect(before.every((rows) => rows > 10)).toBe(true);
  for (const { id } of store.mail.mailboxes.list(ids[0])) store.mail.mailboxes.remove(id);
  store.nyms.life.forget(ids[0]);
  store.close();
  const database = openDatabase(folder, testKey());
  const tables = database
    .prepare(
      `SELECT t.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' AND c.name = 'nym_id'`,
    )
    .all<{ name: string }>();
  expect(tables.length).toBeGreaterThan(9);
  const rowsOf = (id: number) =>
    tables.reduce(
      (sum, { name }) => sum + database.prepare(`SELECT 1 FROM "${name}" WHERE nym_id = ?`).all([id]).length,
      0,
    );
  expect([rowsOf(ids[0]), rowsOf(ids[1])]).toEqual([0, before[1]]);
  expect(database.prepare('SELECT * FROM body').all()).toHaveLength(1);
  database.close();
});

/** A row in the tables of a nym; gives how many that made. */
function fill(store: Store, nymId: ReturnType<typeof addBareNym>): number {
  const inbox = store.mail.mailboxes.create(nymId, 'INBOX', 1);
  store.mail.mailboxes.subscribe(nymId, 'INBOX', true);
  store.mail.messages.append(inbox, [{ source: Buffer.from('x'), structure: '{}', flags: [], internalDate: 1 }]);
  store.nyms.selectors.put(nymId, '{"scheme":"trial"}', 'current', 1);
  store.nyms.passphrases.put(nymId, 'layer', 'current', 1);
  store.nyms.move(nymId, { at: 1, from: 'active', to: 'deleted', evidence: 'user' });
  store.nyms.life.retireKey(nymId, { secretKey: Buffer.from('old'), fingerprint: 'A'.repeat(40), retiredAt: 1 });
  store.nyms.life.putRequest({ nymId, kind: 'create', tries: 1, nextAt: 1, outboxId: outboxRow(store, nymId) });
  store.nyms.life.tell(nymId, 'expires 60', 1);
  store.spool.hear(nymId, Buffer.from([nymId]));
  const key = { publicKey: Buffer.from('key'), fingerprint: 'B'.repeat(40) };
  store.contacts.add({ nymId, address: 'bob@example.org', ...key, encrypt: 'always', sign: false, addedAt: 1 });
  return 11;
}

function outboxRow(store: Store, nymId: ReturnType<typeof addBareNym>) {
  const bare = {
    messageId: undefined,
    clientMessageId: undefined,
    sentBodyId: undefined,
    recipients: [],
    transport: 'x',
  };
  const times = { notBefore: 1, createdAt: 1 };
  return store.outbox.add({ ...bare, ...times, nymId, kind: 'create', state: 'queued', payload: Buffer.from('x') });
}

test('a request takes the place of the one before, and what was told is told once', () => {
  const store = openMemoryStore();
  const nymId = addBareNym(store);
  const request = { nymId, kind: 'config', tries: 1, nextAt: 5, outboxId: outboxRow(store, nymId) } as const;
  store.nyms.life.putRequest(request);
  store.nyms.life.putRequest({ ...request, tries: 2 });
  expect(store.nyms.life.requests()).toEqual([{ ...request, tries: 2 }]);
  store.nyms.life.dropRequest(nymId);
  expect(store.nyms.life.request(nymId)).toBeUndefined();
  store.nyms.life.tell(nymId, 'lost', 1);
  store.nyms.life.tell(nymId, 'lost', 9);
  expect([...store.nyms.life.told(nymId)]).toEqual([['lost', 9]]);
  store.nyms.life.untell(nymId);
  expect(store.nyms.life.told(nymId).size).toBe(0);
});

test('keys of earlier lives come latest first, each once', () => {
  const store = openMemoryStore();
  const nymId = addBareNym(store);
  for (const [i, letter] of ['A', 'B', 'A'].entries())
    store.nyms.life.retireKey(nymId, { secretKey: Buffer.from([i]), fingerprint: letter.repeat(40), retiredAt: i });
  expect(
    store.nyms.life.oldKeys(nymId).map(({ fingerprint, retiredAt }) => [fingerprint.charAt(0), retiredAt]),
  ).toEqual([
    ['B', 1],
    ['A', 0],
  ]);
});
