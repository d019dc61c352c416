import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/base/errors';
import { migrate, versionOf } from '../../src/store/migrate';
import { migrations } from '../../src/store/migrations';
import { openDatabase } from '../../src/store/open';
import type { BodyId, MailboxId, Uid } from '../../src/store';
import { temporaryFolder } from '../support/folder';
import { addInbox, message, openTestStore, testKey } from '../support/stores';
import { listOf } from '../support/states';

function mustBe<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is no such row');
  return value;
}

/** A store as a program of that version left it. */
function storeOfVersion(version: number): string {
  const folder = temporaryFolder();
  const database = openDatabase(folder, testKey());
  migrate(database, version);
  if (version > 0) database.exec(`INSERT INTO setting (name, value) VALUES ('kept', 'since ${version}')`);
  database.close();
  return folder;
}

describe('opening a store', () => {
  test.each(migrations.map((_, version) => version))(
    'of version %i brings it up to date with its content',
    (version) => {
      const folder = storeOfVersion(version);
      const store = openTestStore(folder);
      expect(store.settings.get('kept')).toBe(version > 0 ? `since ${version}` : undefined);
      const { inbox } = addInbox(store, 'mail');
      expect(store.mail.messages.snapshot(inbox)?.messages.uids).toHaveLength(1);
      store.close();
      const database = openDatabase(folder, testKey());
      expect(versionOf(database)).toBe(migrations.length);
      database.close();
    },
  );

  test('of the version before "sealing" keeps its letters, their numbers, and the numbers of letters that are gone', () => {
    const folder = storeOfVersion(11);
    const database = openDatabase(folder, testKey());
    database.exec(`
      INSERT INTO server (id, domain, public_key, fingerprint, added_at) VALUES (1, 'nym.test', x'00', 'F', 0);
      INSERT INTO nym (id, address, server_id, display_name, state, secret_key, password, options, transport, created_at)
        VALUES (1, 'panda@nym.test', 1, '', 'active', x'00', 'p', '{}', 'smtp', 0);
      INSERT INTO outbox (id, nym_id, kind, state, recipients, transport, not_before, created_at, changed_at, payload)
        VALUES (7, 1, 'send', 'queued', '["bob@outside.test"]', 'smtp', 5, 3, 4, x'41'), (9, 1, 'url', 'failed', '[]', 'smtp', 0, 0, 0, NULL);
      DELETE FROM outbox WHERE id = 9;`);
    database.close();
    const store = openTestStore(folder);
    const [row] = store.outbox.list();
    expect(row).toMatchObject({ id: 7, state: 'queued', recipients: ['bob@outside.test'], notBefore: 5, createdAt: 3 });
    expect(row && store.outbox.payload(row.id)?.toString()).toBe('A');
    const added = store.outbox.add({ ...mustBe(row), state: 'queued', payload: Buffer.from('B') });
    expect(added).toBe(10);
    store.close();
  });

  test('of the version before "states" keeps flags and mod-sequences of all messages', () => {
    const folder = storeOfVersion(21);
    const database = openDatabase(folder, testKey());
    database.exec(`
      INSERT INTO server (id, domain, public_key, fingerprint, added_at) VALUES (1, 'nym.test', x'00', 'F', 0);
      INSERT INTO nym (id, address, server_id, display_name, state, secret_key, password, options, transport, created_at)
        VALUES (1, 'panda@nym.test', 1, '', 'active', x'00', 'p', '{}', 'smtp', 0);
      INSERT INTO mailbox (id, nym_id, name, uid_validity, uid_next, highest_modseq, messages, unseen, deleted)
        VALUES (1, 1, 'INBOX', 5, 4294967295, 300000000000, 4, 3, 1), (2, 1, 'Empty', 6, 9, 7, 0, 0, 0), (3, 1, 'Sent', 7, 2, 2, 1, 0, 0);
      INSERT INTO flag_set (id, flags, seen, deleted) VALUES (1, '[]', 0, 0), (2, '["\\\\Seen"]', 1, 0), (300, '["\\\\Deleted","later"]', 0, 1);
      INSERT INTO body (id, size, structure) VALUES (1, 5, '{}');
      INSERT INTO body_chunk (body_id, seq, bytes) VALUES (1, 0, x'6D61696C73');
      INSERT INTO message (mailbox_id, uid, modseq, flag_set_id, internal_date, size, body_id, saved_at)
        VALUES (1, 1, 2, 1, 10, 5, 1, NULL), (1, 127, 300000000000, 2, 20, 5, 1, 21), (1, 128, 4, 300, 30, 5, 1, 31),
          (1, 4294967294, 5, 1, 40, 5, 1, 41), (3, 1, 2, 2, 50, 5, 1, 51);`);
    database.close();
    const store = openTestStore(folder);
    const { messages, mailboxes } = store.mail;
    const [inbox, empty, sent] = [1 as MailboxId, 2 as MailboxId, 3 as MailboxId];
    const states = (mailbox: MailboxId) =>
      listOf(messages.snapshot(mailbox)?.messages).map(({ uid, flags, modSeq }) => [uid, flags.join(' '), modSeq]);
    expect(states(inbox)).toEqual([
      [1, '', 2],
      [127, '\\Seen', 300_000_000_000],
      [128, '\\Deleted later', 4],
      [4294967294, '', 5],
    ]);
    expect([states(empty), states(sent)]).toEqual([[], [[1, '\\Seen', 2]]]);
    expect(messages.read(inbox, [1, 128] as Uid[])).toEqual([
      { uid: 1, flags: [], modSeq: 2, internalDate: 10, size: 5, bodyId: 1, savedAt: null },
      { uid: 128, flags: ['\\Deleted', 'later'], modSeq: 4, internalDate: 30, size: 5, bodyId: 1, savedAt: 31 },
    ]);
    expect(mailboxes.deletedSize(inbox)).toBe(5);
    messages.store(inbox, [1, 128] as Uid[], 'add', ['\\Seen']);
    expect(mailboxes.byId(inbox)).toMatchObject({ messages: 4, unseen: 1, deleted: 1 });
    mailboxes.remove(inbox);
    mailboxes.remove(sent);
    expect(store.integrity()).toEqual([]);
    store.close();
  });

  test('of the version before "short bodies" keeps mails and texts, and gives no number of a body twice', () => {
    const folder = storeOfVersion(23);
    const database = openDatabase(folder, testKey());
    database.exec(`
      PRAGMA foreign_keys = ON;
      INSERT INTO server (id, domain, public_key, fingerprint, added_at) VALUES (1, 'nym.test', x'00', 'F', 0);
      INSERT INTO nym (id, address, server_id, display_name, state, secret_key, password, options, transport, created_at)
        VALUES (1, 'panda@nym.test', 1, '', 'active', x'00', 'p', '{}', 'smtp', 0);
      INSERT INTO mailbox (id, nym_id, name, uid_validity, uid_next, messages) VALUES (1, 1, 'INBOX', 5, 3, 2);
      INSERT INTO flag_set (id, flags, seen, deleted) VALUES (1, '[]', 0, 0);
      INSERT INTO body (id, size, structure) VALUES (1, 3, '{}'), (2, 4, '{}'), (9, 1, '{}');
      INSERT INTO body_chunk (body_id, seq, bytes) VALUES (1, 0, x'79616B'), (2, 0, x'6D61696C'), (9, 0, x'78');
      INSERT INTO message (mailbox_id, uid, internal_date, size, body_id) VALUES (1, 1, 10, 3, 1), (1, 2, 20, 4, 2);
      INSERT INTO message_state (mailbox_id, part, states)
        VALUES (1, 0, unhex(printf('%020x', 0) || '00000001000000000001' || '00000001000000000001' || printf('%.*c', 2500, '0')));
      INSERT INTO body_text (body_id, whole, head, body) VALUES (1, 1, x'', x'79616B');
      DELETE FROM text_due WHERE body_id = 1;
      DELETE FROM body WHERE id = 9;`);
    database.close();
    const store = openTestStore(folder);
    const { messages, texts } = store.mail;
    const inbox = 1 as MailboxId;
    const read = (body: BodyId) => Buffer.concat([...messages.bytes(body, 0, 99)]).toString();
    const sources = (uids: number[]) =>
      messages.forms(inbox, uids as Uid[], ['beginning'], 1).map(({ beginning }) => beginning?.toString());
    expect([read(1 as BodyId), read(2 as BodyId)]).toEqual(['yak', 'mail']);
    expect(texts.due(9).map(({ bodyId }) => bodyId)).toEqual([2]);
    // nobody noted then what the nym server had brought
    expect(messages.readWithStructure(inbox, [1, 2] as Uid[]).map(({ arrived }) => arrived)).toEqual([null, null]);
    const { bodies, uids } = messages.append(inbox, [message('short'), message('x'.repeat(20_000))]);
    expect(bodies).toEqual([10, 11]);
    expect(bodies.map(read)).toEqual(['short', 'x'.repeat(99)]);
    expect(sources([1, 2, ...uids])).toEqual(['yak', 'mail', 'short', 'x'.repeat(8 * 1024)]);
    messages.expunge(inbox, [2, ...uids] as Uid[]);
    store.close();
    const again = openTestStore(folder);
    expect(again.mail.messages.append(inbox, [message('next')]).bodies).toEqual([12]);
    expect(again.mail.texts.due(9).map(({ bodyId }) => bodyId)).toEqual([12]);
    expect(again.integrity()).toEqual([]);
    again.close();
  });

  test('of the version before "chunk size" reads mail in chunks of 128 KiB from anywhere, and new mail beside it', () => {
    const folder = storeOfVersion(24);
    const database = openDatabase(folder, testKey());
    const source = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
    const size = 128 * 1024;
    database.exec(
      `INSERT INTO body (id, size, structure, bytes) VALUES (1, ${source.length}, '{}', NULL), (2, 3, '{}', x'79616B')`,
    );
    for (const seq of [0, 1, 2])
      database
        .prepare('INSERT INTO body_chunk (body_id, seq, bytes) VALUES (1, ?, ?)')
        .run([seq, source.subarray(seq * size, (seq + 1) * size)]);
    database.close();
    const store = openTestStore(folder);
    const { messages } = store.mail;
    const read = (body: number, start: number, end: number) =>
      Buffer.concat([...messages.bytes(body as BodyId, start, end)]);
    for (const start of [0, 1, size - 1, size, 2 * size + 1, 299_999])
      expect(read(1, start, 300_000).equals(source.subarray(start))).toBe(true);
    expect(read(2, 1, 9).toString()).toBe('ak');
    const { inbox } = addInbox(store, 'mail');
    const [body] = messages.append(inbox, [{ ...message(''), source }]).bodies;
    expect(read(body ?? 0, 0, 300_000).equals(source)).toBe(true);
    store.close();
  });

  test('that a newer program has written is refused, and left as it is', () => {
    const folder = storeOfVersion(migrations.length);
    const database = openDatabase(folder, testKey());
    database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    database.close();
    expect(() => openTestStore(folder)).toThrow(UserError);
    const again = openDatabase(folder, testKey());
    expect(versionOf(again)).toBe(migrations.length + 1);
    again.close();
  });

  test('a migration that fails half-way leaves the version before it', () => {
    const folder = storeOfVersion(1);
    const database = openDatabase(folder, testKey());
    database.exec('CREATE TABLE nym_event (in_the_way INTEGER) STRICT');
    expect(() => {
      migrate(database);
    }).toThrow();
    expect(versionOf(database)).toBe(1);
    expect(database.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'nym'`).get()).toEqual({ n: 0 });
    database.close();
  });
});
