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
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { examineBridge, initBridge, openBridge, type Paths } from '../../src/bridge';
import { lockForReplacing, lockForRun, openStore, openVault, type NymId } from '../../src/store';
import { openMaildirTarget, openMboxTarget } from '../../src/moving';
import { around, passphrase } from '../support/bridge';
import { temporaryFolder } from '../support/folder';
import { exportTo, totals } from '../support/moving';
import { systemRandom } from '../../src/base/random';
import { addBareNym, addInbox, message } from '../support/stores';
import { begun, inStore, emptyHome, backupFile, backup, restore, texts, mailIn } from '../support/backups';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

/** What a restore that dies leaves of the old bridge: these files of it are in the folder already. */
function movedAside({ data }: Paths, ...names: readonly string[]): string {
  const aside = join(data, 'before-restore-20261122T120000');
  mkdirSync(aside);
  for (const name of names) renameSync(join(data, name), join(aside, name));
  return aside;
}

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
      expect(outbox.list(['queued']).map(({ kind }) => kind)).toEqual(['config']);
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

  test('that was interrupted while it kept the old bridge aside goes on with that, and nobody takes the rest for a bridge', async () => {
    const paths = await begun();
    inStore(paths, (store) => addInbox(store, ...texts));
    const file = await backup(paths);
    const aside = movedAside(paths, 'vault.json');
    expect(() => openBridge(paths, passphrase(), around)).toThrow('no vault');
    await expect(initBridge(paths, passphrase(), around)).rejects.toThrow('no vault that opens it');
    expect(existsSync(join(paths.data, 'vault.json'))).toBe(false);
    writeFileSync(join(aside, 'unfinished'), '');
    expect(await restore(paths, file, true)).toMatchObject({ 'kept aside': aside });
    expect(existsSync(join(aside, 'unfinished'))).toBe(false);
    expect(mailIn(paths)).toEqual(texts);
    expect(mailIn({ ...paths, data: aside })).toEqual(texts);
  });

  test('that was interrupted when nothing was there any more is no place for a new bridge', async () => {
    const paths = await begun();
    const aside = movedAside(paths, 'nymbridge.db', 'vault.json');
    writeFileSync(join(aside, 'unfinished'), '');
    await expect(initBridge(paths, passphrase(), around)).rejects.toThrow('A restore was interrupted');
    expect(() => openBridge(paths, passphrase(), around)).toThrow('A restore was interrupted');
    expect(existsSync(join(paths.data, 'vault.json'))).toBe(false);
  });

  test('that was interrupted between the old bridge and the new one leaves the old one whole, in one folder', async () => {
    const paths = await begun();
    inStore(paths, (store) => addInbox(store, ...texts));
    const file = await backup(paths);
    const aside = movedAside(paths, 'nymbridge.db', 'vault.json');
    writeFileSync(join(aside, 'unfinished'), '');
    writeFileSync(join(paths.data, 'nymbridge.db'), 'the new one, without its vault yet');
    mkdirSync(join(paths.data, 'restoring'));
    expect(await restore(paths, file, true)).toMatchObject({ 'kept aside': aside });
    expect(readdirSync(paths.data).filter((name) => name.startsWith('before-restore-'))).toHaveLength(1);
    expect(mailIn(paths)).toEqual(texts);
    expect(mailIn({ ...paths, data: aside })).toEqual(texts);
    // and that is over: the next is kept in a folder of its own
    expect((await restore(paths, file, true))['kept aside']).not.toBe(aside);
  });

  test('that died when all was in place is over once the bridge was opened: what comes later is not its remains', async () => {
    const paths = await begun();
    const file = await backup(paths);
    const aside = (await restore(paths, file, true))['kept aside'] ?? '';
    writeFileSync(join(aside, 'unfinished'), '');
    openBridge(paths, passphrase(), around).close();
    inStore(paths, (store) => addInbox(store, ...texts));
    renameSync(join(paths.data, 'vault.json'), join(paths.data, 'vault.lost'));
    const later = (await restore(paths, file, true))['kept aside'] ?? '';
    renameSync(join(paths.data, 'vault.lost'), join(later, 'vault.json'));
    expect(mailIn({ ...paths, data: later })).toEqual(texts);
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
  await expect(backup(paths)).rejects.toThrow(refusal);
  release();
  openBridge(paths, passphrase(), around).close();
});
