import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret';
import { backupBridge, findPaths, openBridge, restoreBridge } from '../../src/bridge';
import { changePassphrase, openVault, type ArticleId, type BodyId } from '../../src/store';
import { migrate, versionOf } from '../../src/store/migrate';
import { migrations } from '../../src/store/migrations';
import { openDatabase } from '../../src/store/open';
import { around, makeCheapVault, passphrase } from '../support/bridge';
import { temporaryFolder } from '../support/folder';
import { systemRandom } from '../../src/base/random';
import { addInbox, message } from '../support/stores';
import { config, begun, inStore, emptyHome, backupFile, backup, restore, texts, mailIn } from '../support/backups';

/** Every table, index and trigger, and the last numbers given. */
const schemaOf = (database: ReturnType<typeof openDatabase>) => [
  database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all(),
  database.prepare('SELECT name, seq FROM sqlite_sequence ORDER BY name').all(),
];

const twice = async <T>(f: () => Promise<T>): Promise<T[]> => [await f(), await f()];

describe('a backup', () => {
  test('restored elsewhere is the same bridge: mail, settings to the byte, certificate, passphrase', async () => {
    const paths = await begun();
    inStore(paths, (store) => addInbox(store, ...texts));
    const other = emptyHome();
    const facts = await restore(other, await backup(paths));
    expect(facts).toMatchObject({ nyms: 1, messages: 2, 'letters not sent': 0, 'kept aside': undefined });
    expect(mailIn(other)).toEqual(texts);
    expect(readFileSync(other.config, 'utf8')).toBe(config);
    expect(readFileSync(other.certificate, 'utf8')).toBe(readFileSync(paths.certificate, 'utf8'));
    expect(readdirSync(other.data).sort()).toEqual(['nymbridge.db', 'run.lock', 'use.lock', 'vault.json']);
    const modes = [other.config, ...readdirSync(other.data).map((name) => join(other.data, name))];
    expect(modes.map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(modes.map(() => '600'));
    openBridge(other, passphrase(), around).close();
  });

  test('gives no mail that comes after it the name of one that came before, though it gives the number again', async () => {
    const paths = await begun();
    inStore(paths, (store) => addInbox(store, 'kept'));
    const file = await backup(paths);
    const append = (text: string) =>
      inStore(paths, ({ nyms, mail }) => {
        const [inbox] = nyms.all().flatMap(({ id }) => mail.mailboxes.list(id));
        const [body] = inbox ? mail.messages.append(inbox.id, [message(text)]).bodies : [];
        return { body, names: [1, 2].map((id) => mail.messages.bodyNamer()(id as BodyId)), mailbox: inbox?.objectId };
      });
    const first = append('lost');
    const known = [first, ...(await twice(() => restore(paths, file, true).then(() => append('new'))))];
    expect(known.map(({ body }) => body)).toEqual([2, 2, 2]);
    expect(new Set(known.map(({ names }) => names[0])).size).toBe(1);
    expect(new Set(known.map(({ names }) => names[1])).size).toBe(3);
    expect(new Set(known.map(({ mailbox }) => mailbox)).size).toBe(3);
  });

  test('has the articles that nobody has looked at, and not the newsgroup beside them', async () => {
    const paths = await begun();
    const dates = { postedAt: undefined, fetchedAt: 1 };
    const source = Buffer.alloc(1024 * 1024, 'x');
    inStore(paths, ({ spool }) => {
      const add = (messageId: string) => spool.add({ ...dates, messageId, subject: 's', source, whole: true });
      const ids = ['<1@news>', '<2@news>', '<3@news>', '<4@news>'].flatMap((messageId) => add(messageId) ?? []);
      spool.finish(ids.slice(1), 'done');
    });
    const file = await backup(paths);
    expect(statSync(file).size).toBeLessThan(1.7 * source.length);
    const other = emptyHome();
    await restore(other, file);
    inStore(other, ({ spool }) => {
      const [fresh, ...more] = spool.fresh(9);
      expect([fresh?.messageId, more]).toEqual(['<1@news>', []]);
      expect(fresh && spool.source(fresh.id)?.length).toBe(source.length);
      expect(spool.size()).toEqual({ articles: 0, bytes: 0 });
      expect(spool.known(['<2@news>', '<4@news>']).size).toBe(2);
    });
  });

  test('has no mail twice, and makes ready for searches what it left out', async () => {
    const paths = await begun();
    const lines = (n: number) => Array.from({ length: 40_000 }, (_, i) => (i * n * 7_368_787).toString(36)).join('\n');
    inStore(paths, (store) => addInbox(store, lines(1), lines(2)));
    const before = statSync(await backup(paths)).size;
    inStore(paths, ({ mail }) => {
      const nothing = Buffer.alloc(0);
      const read = mail.texts
        .due(9)
        .map(({ bodyId }) => ({ bodyId, whole: true, head: nothing, body: Buffer.from(lines(3)) }));
      mail.texts.keep(read);
      expect(mail.texts.due(9)).toEqual([]);
    });
    const file = await backup(paths);
    expect(statSync(file).size).toBeLessThan(before * 1.1);
    const other = emptyHome();
    await restore(other, file);
    inStore(other, (store) => {
      expect(store.mail.texts.due(9).map(({ bodyId }) => bodyId)).toEqual([1, 2]);
      expect(store.integrity()).toEqual([]);
    });
  });

  test('tells nothing to who finds it, and leaves nothing beside it', async () => {
    const paths = await begun();
    inStore(paths, (store) => addInbox(store, ...texts));
    const file = await backup(paths);
    const bytes = readFileSync(file);
    for (const word of ['panda', 'Subject', 'my own words', 'SQLite', 'CERTIFICATE'])
      expect(bytes.includes(word)).toBe(false);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(dirname(file))).toEqual(['all.backup']);
    expect(readdirSync(paths.data).filter((name) => name.startsWith('snapshot'))).toEqual([]);
  });

  test('replaces no file that is there, unless told', async () => {
    const paths = await begun();
    const file = backupFile();
    writeFileSync(file, 'precious');
    await expect(backup(paths, file)).rejects.toThrow(/there already.*--overwrite/);
    expect(readFileSync(file, 'utf8')).toBe('precious');
    await backupBridge(paths, passphrase(), around, { file, overwrite: true });
    await restore(emptyHome(), file);
  });

  test('that cannot be written leaves nothing', async () => {
    const paths = await begun();
    const file = join(temporaryFolder(), 'no such folder', 'all.backup');
    await expect(backup(paths, file)).rejects.toThrow(/There is no folder .*no such folder\.$/);
    expect(readdirSync(paths.data).filter((name) => name.startsWith('snapshot'))).toEqual([]);
  });

  test('clears away what one that was killed has left', async () => {
    const paths = await begun();
    const file = backupFile();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const leftovers = [join(paths.data, `snapshot-${dead}.db`), join(dirname(file), `.all.backup.${dead}.part`)];
    for (const path of leftovers) writeFileSync(path, 'half');
    await backup(paths, file);
    expect(leftovers.filter((path) => existsSync(path))).toEqual([]);
    await restore(emptyHome(), file);
  });

  test('wants the passphrase, and a bridge', async () => {
    const paths = await begun();
    const file = backupFile();
    await expect(backupBridge(paths, Secret.fromText('wrong'), around, { file })).rejects.toThrow(
      /passphrase is wrong/,
    );
    await expect(backup(emptyHome(), file)).rejects.toThrow(/nothing to back up/);
    expect(existsSync(file)).toBe(false);
  });

  test('opens by the passphrase of then, whatever has become of it', async () => {
    const paths = await begun();
    const file = await backup(paths);
    const next = () => Secret.fromText('another');
    changePassphrase(paths.data, passphrase(), next(), systemRandom, { n: 1024, r: 8, p: 1 });
    await expect(restoreBridge(emptyHome(), next(), around, { file })).rejects.toThrow(/when it was made/);
    const other = emptyHome();
    await restore(other, file);
    openBridge(other, passphrase(), around).close();
  });

  test.each(migrations.map((_, i) => i + 1))(
    'made when the schema had version %i is brought up to date',
    async (version) => {
      const home = join(temporaryFolder(), 'home');
      mkdirSync(home, { mode: 0o700 });
      const paths = findPaths({ NYMBRIDGE_HOME: home });
      makeCheapVault(paths.data);
      writeFileSync(paths.config, config);
      const database = openDatabase(paths.data, openVault(paths.data, passphrase()));
      migrate(database, version);
      database.exec(`INSERT INTO setting VALUES ('kept', 'version ${version}')`);
      if (version >= 3) database.exec(oldRows);
      if (version >= 14) database.exec(lookedAt);
      database.close();
      const other = emptyHome();
      await restore(other, await backup(paths));
      expect(inStore(other, ({ settings }) => settings.get('kept'))).toBe(`version ${version}`);
      const boxes = inStore(other, ({ mail, nyms }) => nyms.all().flatMap(({ id }) => mail.mailboxes.list(id)));
      expect(boxes.map(({ name, uidValidity }) => [name, uidValidity > 7])).toEqual(
        version >= 3 ? [['INBOX', true]] : [],
      );
      const restored = openDatabase(other.data, openVault(other.data, passphrase()));
      expect(versionOf(restored)).toBe(migrations.length);
      const articles = inStore(other, ({ spool }) => [1, 2].map((id) => spool.source(id as ArticleId)?.toString()));
      expect(articles).toEqual([undefined, version >= 14 ? 'B' : undefined]);
      const original = openDatabase(paths.data, openVault(paths.data, passphrase()));
      migrate(original);
      expect(schemaOf(restored)).toEqual(schemaOf(original));
      for (const one of [restored, original]) one.close();
    },
  );

  test('of a newer program is refused, and nothing is changed', async () => {
    const paths = await begun();
    const database = openDatabase(paths.data, openVault(paths.data, passphrase()));
    database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    database.close();
    const other = emptyHome();
    await expect(restore(other, await backup(paths))).rejects.toThrow(/newer nymbridge/);
    expect(readdirSync(other.data)).toEqual(['run.lock']);
  });
});

/** Two articles, of which one was looked at; the one that had a number above theirs is gone. */
const lookedAt = `
  INSERT INTO article (id, message_id, subject, fetched_at, state, bytes)
    VALUES (1, '<a@x>', 's', 1, 'done', 1), (2, '<b@x>', 's', 1, 'new', 1), (9, '<c@x>', 's', 1, 'done', 1);
  INSERT INTO article_source (article_id, source) VALUES (1, x'41'), (2, x'42');
  DELETE FROM article WHERE id = 9;
`;

/** A nym and its mailbox, by the columns of the third version: all that are NOT NULL and have no default. */
const oldRows = `
  INSERT INTO server (id, domain, public_key, fingerprint, added_at) VALUES (1, 'nym.test', x'00', 'F', 1);
  INSERT INTO nym (id, address, server_id, display_name, state, secret_key, password, options, transport, created_at)
    VALUES (1, 'panda@nym.test', 1, '', 'active', x'00', 'bamboo', '{}', 'relay', 1);
  INSERT INTO mailbox (nym_id, name, uid_validity) VALUES (1, 'INBOX', 7);
`;
