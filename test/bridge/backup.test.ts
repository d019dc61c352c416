import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret';
import {
  backupBridge,
  examineBridge,
  findPaths,
  initBridge,
  openBridge,
  type Paths,
  restoreBridge,
} from '../../src/bridge';
import {
  changePassphrase,
  lockForReplacing,
  lockForRun,
  openStore,
  openVault,
  type BodyId,
  type NymId,
  type Store,
} from '../../src/store';
import { openMaildirTarget, openMboxTarget } from '../../src/moving';
import { migrate, versionOf } from '../../src/store/migrate';
import { migrations } from '../../src/store/migrations';
import { openDatabase } from '../../src/store/open';
import { around, begunHome, makeCheapVault, passphrase } from '../support/bridge';
import { temporaryFolder } from '../support/folder';
import { mailsOf } from '../support/incoming';
import { exportTo, totals } from '../support/moving';
import { systemRandom } from '../../src/base/random';
import { addBareNym, addInbox, message } from '../support/stores';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

const config = 'imap.port = 0\nsmtp.port = 0\n# my own words\n';

async function begun(): Promise<Paths> {
  const paths = begunHome(config);
  await initBridge(paths, passphrase(), around);
  return paths;
}

function inStore<T>(paths: Paths, f: (store: Store) => T): T {
  const store = openStore(paths.data, openVault(paths.data, passphrase()));
  try {
    return f(store);
  } finally {
    store.close();
  }
}

const emptyHome = (): Paths => findPaths({ NYMBRIDGE_HOME: join(temporaryFolder(), 'new', 'home') });
const backupFile = () => join(temporaryFolder(), 'all.backup');

async function backup(paths: Paths, file = backupFile()): Promise<string> {
  await backupBridge(paths, passphrase(), around, { file });
  return file;
}

const restore = (paths: Paths, file: string, replace = false) =>
  restoreBridge(paths, passphrase(), around, { file, replace });

const texts = ['Subject: one\n\nfirst', `Subject: two\n\n${'long '.repeat(100_000)}`];
const mailIn = (paths: Paths) =>
  inStore(paths, (store) => store.nyms.all().flatMap(({ id }) => mailsOf(store, id).map(({ text }) => text)));

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

describe('restoring', () => {
  test('does not replace a bridge unless told, and then keeps it aside, whole', async () => {
    const [paths, other] = [await begun(), await begun()];
    inStore(paths, (store) => addInbox(store, ...texts));
    inStore(other, (store) => addInbox(store, 'Subject: here before\n\n'));
    const file = await backup(paths);
    await expect(restore(other, file)).rejects.toThrow(/--replace/);
    expect(mailIn(other)).toEqual(['Subject: here before\n\n']);
    const aside = (await restore(other, file, true))['kept aside'] ?? '';
    expect(mailIn(other)).toEqual(texts);
    expect(readdirSync(aside).sort()).toEqual(['certificate.pem', 'nymbridge.db', 'nymbridge.toml', 'vault.json']);
    expect((statSync(aside).mode & 0o777).toString(8)).toBe('700');
    expect(mailIn({ ...other, data: aside })).toEqual(['Subject: here before\n\n']);
    await restore(other, file, true);
    expect(readdirSync(other.data).filter((name) => name.startsWith('before-restore'))).toHaveLength(2);
  });

  test('waits for no bridge that runs: it is refused', async () => {
    const [paths, other] = [await begun(), await begun()];
    const file = await backup(paths);
    const unlock = lockForRun(other.data);
    ends.push(unlock);
    await expect(restore(other, file, true)).rejects.toThrow(/running/);
    unlock();
    await restore(other, file, true);
  });

  test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['cut in half', (bytes) => bytes.subarray(0, bytes.length / 2), /damaged or cut short/],
    ['without its last byte', (bytes) => bytes.subarray(0, -1), /damaged or cut short/],
    ['with a byte more', (bytes) => Buffer.concat([bytes, Buffer.from('\n')]), /damaged or cut short/],
    ['with one bit turned in the database', (bytes) => turned(bytes, bytes.length - 5000), /damaged or cut short/],
    ['with one bit turned in the configuration', (bytes) => turned(bytes, bytes.indexOf('\n', 20) + 150), /damaged/],
    // the salt is random: the letter that comes of it need not be one of base64
    ['with another salt', (bytes) => turned(bytes, bytes.indexOf('"salt":"') + 9), /damaged|no backup/],
    ['with a dearer vault', (bytes) => replaced(bytes, '"n":1024', '"n":2048'), /passphrase is wrong|damaged/],
    [
      'with a vault that would fill the memory',
      (bytes) => replaced(bytes, '"n":1024', '"n":9007199254740992'),
      /damaged/,
    ],
    ['that is something else', () => Buffer.from('PK\x03\x04 not a backup'), /no backup/],
    ['that is empty', () => Buffer.alloc(0), /no backup/],
    ['whose header never ends', () => Buffer.from(`nymbridge backup 1\n${' '.repeat(100_000)}`), /no backup/],
  ])('a file %s changes nothing here', async (_name, harm, sentence) => {
    const { bytes, other } = await sample();
    const file = backupFile();
    writeFileSync(file, harm(bytes));
    await expect(restore(other, file, true)).rejects.toThrow(sentence);
    expect(mailIn(other)).toEqual(['Subject: here before\n\n']);
    expect(readdirSync(other.data).filter((name) => /^(restoring|before)/.test(name))).toEqual([]);
  });

  test('keeps flags, keywords and notes: what a client has marked is marked when the backup is back', async () => {
    const paths = await begun();
    const marks = ['$Label1', '\\Flagged', 'work'];
    inStore(paths, (store) => {
      const { nym, inbox } = addInbox(store, ...texts);
      const uids = store.mail.messages.snapshot(inbox)?.messages.uids ?? [];
      store.mail.messages.store(inbox, uids.slice(0, 1), 'replace', marks);
      store.mail.metadata.set(nym, inbox, new Map([['/private/comment', Buffer.from('mine')]]));
    });
    const kept = (one: Paths) =>
      inStore(one, (store) =>
        store.nyms.all().flatMap(({ id }) =>
          store.mail.mailboxes.list(id).map((box) => ({
            flags: store.mail.messages.snapshot(box.id)?.messages.flags.map((flags) => [...flags].sort()),
            notes: [...store.mail.metadata.entries(id, box.id)].map(([entry, value]) => `${entry} ${value.toString()}`),
          })),
        ),
      );
    const before = kept(paths);
    expect(before[0]?.flags?.[0]).toEqual([...marks].sort());
    expect(before[0]?.notes).toEqual(['/private/comment mine']);
    const file = await backup(paths);
    await restore(paths, file, true);
    expect(kept(paths)).toEqual(before);
  });

  test('gives every mailbox a new UIDVALIDITY: clients must not mistake new mail for what they know', async () => {
    const paths = await begun();
    inStore(paths, (store) => {
      const { nym } = addInbox(store, ...texts);
      store.mail.mailboxes.create(nym, 'Archive', 1);
    });
    const validities = (one: Paths) =>
      inStore(one, (store) =>
        store.nyms.all().flatMap(({ id }) => store.mail.mailboxes.list(id).map(({ uidValidity }) => uidValidity)),
      );
    const file = await backup(paths);
    const before = validities(paths);
    await restore(paths, file, true);
    const after = validities(paths);
    expect(after).toHaveLength(2);
    expect(Math.min(...after)).toBeGreaterThan(Math.max(...before));
  });

  test('knows what was exported before it was made: the next export brings what is new, and nothing twice', async () => {
    const paths = await begun();
    inStore(paths, (store) => addInbox(store, ...texts));
    const ways = ['maildir', 'mbox'].map((name) => join(temporaryFolder(), name));
    const exportAll = async () => {
      const store = openStore(paths.data, openVault(paths.data, passphrase()));
      try {
        const account = { store, nymId: store.nyms.all()[0]?.id ?? (0 as NymId) };
        const [maildir = '', mbox = ''] = ways;
        const targets = [await openMaildirTarget(maildir, systemRandom), await openMboxTarget(mbox, systemRandom)];
        const sums = [];
        for (const target of targets) sums.push(totals(await exportTo(account, target)));
        return sums;
      } finally {
        store.close();
      }
    };
    expect(await exportAll()).toEqual([
      [2, 0, 0],
      [2, 0, 0],
    ]);
    await restore(paths, await backup(paths), true);
    inStore(paths, (store) => {
      const [box] = store.mail.mailboxes.list(store.nyms.all()[0]?.id ?? (0 as NymId));
      if (box) store.mail.messages.append(box.id, [message('new')]);
    });
    expect(await exportAll()).toEqual([
      [1, 2, 0],
      [1, 2, 0],
    ]);
  });

  test('sends no letter that may have been sent since, says so in INBOX, and lets requests go', async () => {
    const paths = await begun();
    inStore(paths, (store) => {
      const nymId = addBareNym(store);
      const row = {
        ...{ nymId, messageId: '<a@nym.test>', clientMessageId: undefined, recipients: ['bob@example.org'] },
        ...{ transport: 'relay', notBefore: 0, createdAt: 1, sentBodyId: undefined },
      };
      const payload = Buffer.from('To: bob@example.org\nSubject: lunch\n\nsecret');
      store.outbox.add({ ...row, kind: 'send', state: 'queued', payload });
      store.outbox.add({ ...row, kind: 'send', state: 'held', payload });
      const sending = store.outbox.add({ ...row, kind: 'send', state: 'queued', payload });
      store.outbox.move(sending, 'queued', 'sending', 2);
      store.outbox.add({ ...row, kind: 'config', state: 'queued', payload });
    });
    const file = await backup(paths);
    expect(await restore(paths, file, true)).toMatchObject({ 'letters not sent': 3 });
    inStore(paths, ({ outbox }) => {
      expect(outbox.list().map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'queued']);
      expect(outbox.due(Date.now(), 9).map(({ kind }) => kind)).toEqual(['config']);
    });
    const reports = mailIn(paths);
    expect(reports).toHaveLength(3);
    for (const report of reports) {
      expect(report).toMatch(/^Subject: Possibly not sent: lunch$/m);
      expect(report).toMatch(
        /not known whether your mail to bob@example\.org was sent[\s\S]*backup of \d{4}-\d\d-\d\d/,
      );
    }
  });

  test('that was interrupted is ended by doing it again: old and new are there at any time', async () => {
    const paths = await begun();
    inStore(paths, (store) => addInbox(store, ...texts));
    const file = await backup(paths);
    const aside = join(paths.data, 'before-restore-20261122T120000');
    mkdirSync(aside);
    mkdirSync(join(paths.data, 'restoring'));
    for (const name of ['nymbridge.db', 'vault.json']) renameSync(join(paths.data, name), join(aside, name));
    writeFileSync(join(paths.data, 'nymbridge.db'), 'the new one, without its vault yet');
    await restore(paths, file, true);
    expect(mailIn(paths)).toEqual(texts);
    expect(mailIn({ ...paths, data: aside })).toEqual(texts);
  });

  test('that was interrupted while it kept the old bridge aside goes on with that, and nobody takes the rest for a bridge', async () => {
    const paths = await begun();
    inStore(paths, (store) => addInbox(store, ...texts));
    const file = await backup(paths);
    const aside = join(paths.data, 'before-restore-20261122T120000');
    mkdirSync(aside);
    renameSync(join(paths.data, 'vault.json'), join(aside, 'vault.json'));
    expect(() => openBridge(paths, passphrase(), around)).toThrow('no vault');
    await expect(initBridge(paths, passphrase(), around)).rejects.toThrow('no vault that opens it');
    expect(existsSync(join(paths.data, 'vault.json'))).toBe(false);
    expect(await restore(paths, file, true)).toMatchObject({ 'kept aside': aside });
    expect(mailIn(paths)).toEqual(texts);
    expect(mailIn({ ...paths, data: aside })).toEqual(texts);
  });

  test('needs no configuration that is right: the mail comes first', async () => {
    const paths = await begun();
    writeFileSync(paths.config, 'imap = "what?"\n');
    const other = emptyHome();
    await restore(other, await backup(paths));
    expect(readFileSync(other.config, 'utf8')).toBe('imap = "what?"\n');
  });

  test('closes the configuration, whatever its mode was', async () => {
    const [paths, other] = [await begun(), await begun()];
    chmodSync(other.config, 0o644);
    await restore(other, await backup(paths), true);
    expect((statSync(other.config).mode & 0o777).toString(8)).toBe('600');
  });
});

/** A nym and its mailbox, by the columns of the third version: all that are NOT NULL and have no default. */
const oldRows = `
  INSERT INTO server (id, domain, public_key, fingerprint, added_at) VALUES (1, 'nym.test', x'00', 'F', 1);
  INSERT INTO nym (id, address, server_id, display_name, state, secret_key, password, options, transport, created_at)
    VALUES (1, 'panda@nym.test', 1, '', 'active', x'00', 'bamboo', '{}', 'relay', 1);
  INSERT INTO mailbox (nym_id, name, uid_validity) VALUES (1, 'INBOX', 7);
`;

let made: Promise<{ bytes: Buffer; other: Paths }> | undefined;

/** A backup, and a bridge that it must not harm: for tests that change neither. */
function sample() {
  return (made ??= (async () => {
    const other = await begun();
    const bytes = readFileSync(await backup(other));
    inStore(other, (store) => addInbox(store, 'Subject: here before\n\n'));
    return { bytes, other };
  })());
}

function turned(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

function replaced(bytes: Buffer, from: string, to: string): Buffer {
  const text = bytes.toString('latin1');
  if (!text.includes(from)) throw new Error(`there is no ${from}`);
  return Buffer.from(text.replace(from, to), 'latin1');
}

test('a verb that has the data open keeps a backup from being put in their place, and loses nothing', async () => {
  const paths = await begun();
  const file = await backup(paths);
  const [one, two] = [openBridge(paths, passphrase(), around), openBridge(paths, passphrase(), around)];
  one.close();
  const files = () => readdirSync(paths.data).filter((name) => name !== 'run.lock');
  const before = files();
  await expect(restore(paths, file, true)).rejects.toThrow('Another nymbridge command has these data open.');
  expect(files()).toEqual(before);
  two.close();
  expect((await restore(paths, file, true))['kept aside']).toContain('before-restore-');
  openBridge(paths, passphrase(), around).close();
});

test('while a backup is put in place, no verb opens what is about to be moved', async () => {
  const paths = await begun();
  const release = lockForReplacing(paths.data);
  const refusal = 'A backup is just being put in place';
  expect(() => openBridge(paths, passphrase(), around)).toThrow(refusal);
  await expect(examineBridge(paths, passphrase(), around)).rejects.toThrow(refusal);
  await expect(initBridge(paths, passphrase(), around)).rejects.toThrow(refusal);
  release();
  openBridge(paths, passphrase(), around).close();
});
