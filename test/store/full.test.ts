import { expect, test } from '@jest/globals';
import { StoreError } from '../../src/store';
import { connect } from '../../src/store/connection';
import { openMail } from '../../src/store/mail';
import { migrate } from '../../src/store/migrate';
import { migrations } from '../../src/store/migrations';
import { openDatabase } from '../../src/store/open';
import { temporaryFolder } from '../support/folder';
import { message, testKey } from '../support/stores';

test('a full disk is an error that says so, undoes the whole change and no other, and goes away with the shortage', () => {
  const database = openDatabase(temporaryFolder(), testKey());
  migrate(database);
  database.exec('PRAGMA foreign_keys = ON; PRAGMA max_page_count = 150');
  database.exec(
    `INSERT INTO server (id, domain, public_key, fingerprint, added_at) VALUES (1, 'nym.test', x'00', '${'F'.repeat(40)}', 1)`,
  );
  database.exec(
    `INSERT INTO nym (address, server_id, display_name, state, secret_key, password, options, transport, created_at)
     VALUES ('panda@nym.test', 1, '', 'active', x'00', '', '{}', 'smtp', 1)`,
  );
  const connection = connect(database);
  const { mailboxes, messages } = openMail(connection);
  const inbox = mailboxes.create(1 as never, 'INBOX', 1);
  const large = message('x'.repeat(200_000), '$New');
  const fill = () => {
    for (;;) connection.transaction(() => messages.append(inbox, [message('small'), large]));
  };
  expect(fill).toThrow(StoreError);
  expect(fill).toThrow(expect.objectContaining({ code: 'full', retry: 'later' }));
  const kept = messages.snapshot(inbox)?.messages.uids ?? [];
  expect(kept.length).toBeGreaterThan(0);
  expect(mailboxes.byId(inbox)).toMatchObject({ messages: kept.length, uidNext: kept.length + 1 });
  database.exec('PRAGMA max_page_count = 100000');
  expect(messages.append(inbox, [large]).uids).toEqual([kept.length + 1]);
  expect(messages.snapshot(inbox)?.messages.flags.at(-1)).toEqual(['$New']);
  connection.close();
});

test('a disk that fills up during a migration leaves the old version, and the error that says so', () => {
  const folder = temporaryFolder();
  const database = openDatabase(folder, testKey());
  migrate(database, 1);
  database.exec('PRAGMA max_page_count = 8');
  expect(() => {
    migrate(database);
  }).toThrow(expect.objectContaining({ code: expect.stringMatching(/^SQLITE_FULL/) }));
  database.exec('PRAGMA max_page_count = 100000');
  migrate(database);
  expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
  database.close();
});
