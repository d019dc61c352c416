import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/base/errors';
import { migrate, versionOf } from '../../src/store/migrate';
import { migrations } from '../../src/store/migrations';
import { openDatabase } from '../../src/store/open';
import { temporaryFolder } from '../support/folder';
import { addInbox, openTestStore, testKey } from '../support/stores';

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
      expect(store.mail.messages.snapshot(inbox)?.messages).toHaveLength(1);
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
