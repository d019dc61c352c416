import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findPaths } from '../../src/bridge';
import { openMaildirSource, openMboxSource, type Source } from '../../src/moving';
import { openStore, openVault, type NymId, type Store } from '../../src/store';
import { makeCheapVault, passphrase } from '../support/bridge';
import { temporaryFolder } from '../support/folder';
import { openImap, type TestImap } from '../support/imap';
import { addMail, allMail, importFrom, openAccount, type Shown } from '../support/moving';
import { aliceDraft } from '../support/nyms';

// The program is killed while it copies mail. Whatever it was doing: nothing is half there, and the next run finishes the work and
// doubles nothing.

const main = join(__dirname, '../../dist/main.js');
const count = 120;
let home: string;
let original: Shown[];
let imap: TestImap;
const children = new Set<ChildProcess>();
let kills = 0;

beforeAll(async () => {
  home = join(temporaryFolder(), 'home');
  mkdirSync(home);
  makeCheapVault(join(home, 'data'));
  writeFileSync(join(home, 'nymbridge.toml'), '', { mode: 0o600 });
  writeFileSync(join(home, 'password'), 'secret\n', { mode: 0o600 });
  imap = await openImap();
  await inStore(async (store) => {
    const { alice } = await aliceDraft(store);
    for (let n = 0; n < count; n++) addMail({ store, nymId: alice.id }, mail(n));
    original = allMail({ store, nymId: alice.id });
  });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await imap.stop();
});

/** Some are alike, and some long. */
function mail(n: number) {
  const body = `${'0123456789'.repeat(7)}\r\n`.repeat(n % 20 === 0 ? 8000 : 5);
  return {
    mailbox: n % 3 === 0 ? 'Archive' : 'INBOX',
    source: `Subject: ${n % 10 === 0 ? 'twin' : n}\r\n\r\nFrom here\r\n${body}`,
    flags: n % 2 === 0 ? ['\\Seen', `key${n % 7}`] : [],
    internalDate: 1_600_000_000_000 + (n % 10 === 0 ? 0 : n * 1000),
  };
}

async function inStore<T>(f: (store: Store) => T | Promise<T>, folder = home): Promise<T> {
  const { data } = findPaths({ NYMBRIDGE_HOME: folder });
  const store = openStore(data, openVault(data, passphrase()));
  try {
    return await f(store);
  } finally {
    store.close();
  }
}

/** Runs a verb to its end, or kills it as soon as `moment` has come. A fast machine may be done before. */
function run(words: readonly string[], moment?: () => boolean, folder = home): Promise<number | null> {
  const environment = { ...process.env, NYMBRIDGE_HOME: folder, NYMBRIDGE_PASSPHRASE: 'correct horse' };
  const child = spawn(process.execPath, [main, 'mail', ...words], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.add(child);
  const watch = setInterval(() => {
    if (moment?.() === true) child.kill('SIGKILL');
  }, 5);
  return new Promise((resolve) => {
    child.once('close', (status) => {
      clearInterval(watch);
      if (status === null) kills++;
      resolve(status);
    });
  });
}

const nymOf = (store: Store): NymId => store.nyms.all()[0]?.id ?? (0 as NymId);
const files = (folder: string) => (existsSync(folder) ? readdirSync(folder).length : 0);

/** Bytes; none where it has just been put in its place. */
const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** What a source holds, as an account of its own. */
async function contentOf(source: Source): Promise<Shown[]> {
  const back = openAccount();
  await importFrom(back, source);
  return allMail(back);
}

/** Says whether every mail is one of the originals, and none is there more often. */
function isPartOf(some: readonly Shown[], all: readonly Shown[]): boolean {
  const left = all.map((one) => JSON.stringify(one));
  return some.every((one) => {
    const at = left.indexOf(JSON.stringify(one));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

describe('kill -9', () => {
  test('while a Maildir is written', async () => {
    const folder = join(home, 'Maildir');
    for (const kill of [10, 60]) {
      const moment = () =>
        files(join(folder, 'cur')) + files(join(folder, 'tmp')) + files(join(folder, '.Archive/cur')) >= kill + 3;
      await run(['export', 'panda@nym.test', '--maildir', folder], moment);
      expect(isPartOf(await contentOf(openMaildirSource(folder)), original)).toBe(true);
    }
    expect(await run(['export', 'panda@nym.test', '--maildir', folder])).toBe(0);
    expect(await contentOf(openMaildirSource(folder))).toEqual(original);
    expect(files(join(folder, 'tmp'))).toBe(0);
  });

  test('while an mbox is written', async () => {
    const folder = join(home, 'mbox');
    const unfinished = () =>
      existsSync(folder) ? readdirSync(folder).filter((name) => /^INBOX\.mbox\..*\.part$/.test(name)) : [];
    const size = () => unfinished().reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
    await run(['export', 'panda@nym.test', '--mbox', folder], () => size() > 600_000);
    const whole = files(folder) > 2 ? await contentOf(openMboxSource(folder)) : [];
    expect(isPartOf(whole, original)).toBe(true);
    expect(await run(['export', 'panda@nym.test', '--mbox', folder])).toBe(0);
    expect(await contentOf(openMboxSource(folder))).toEqual(original);
    expect(unfinished()).toEqual([]);
  });

  test('while an account gets mail, and while it gives it back', async () => {
    const url = `imap://panda%40nym.test@127.0.0.1:${imap.port}`;
    const rest = ['--imap', url, '--no-tls', '--direct', '--password-file', join(home, 'password')];
    let there = 0;
    let looking = false;
    const look = async () => {
      if (looking) return;
      looking = true;
      const boxes = await imap.account.list();
      const counts = await Promise.all(boxes.map(({ name }) => imap.account.status(name)));
      there = counts.reduce((sum, { messages }) => sum + messages, 0);
      looking = false;
    };
    for (const kill of [1, 60]) {
      const moment = () => {
        void look();
        return there >= kill;
      };
      await run(['export', 'panda@nym.test', ...rest], moment);
    }
    expect(await run(['export', 'panda@nym.test', ...rest])).toBe(0);
    await look();
    expect(there).toBe(count);

    const other = join(temporaryFolder(), 'home');
    mkdirSync(other);
    makeCheapVault(join(other, 'data'));
    writeFileSync(join(other, 'nymbridge.toml'), '', { mode: 0o600 });
    await inStore(async (store) => {
      const { alice } = await aliceDraft(store);
      const have = () => store.mail.mailboxes.list(alice.id).reduce((sum, { messages }) => sum + messages, 0);
      for (const kill of [50]) {
        await run(['import', 'panda@nym.test', ...rest], () => have() >= kill, other);
        expect(isPartOf(allMail({ store, nymId: alice.id }), original)).toBe(true);
      }
    }, other);
    expect(await run(['import', 'panda@nym.test', ...rest], undefined, other)).toBe(0);
    const back = await inStore((store) => allMail({ store, nymId: nymOf(store) }), other);
    expect(back).toEqual(original);
  });

  test('came at least once before the end', () => {
    expect(kills).toBeGreaterThan(0);
  });
});
