import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Store } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { openFollowing } from '../../src/store/follow';
import { temporaryFolder } from '../support/folder';
import { openTestStore, testKey } from '../support/stores';

let folder: string;
let store: Store;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = temporaryFolder();
  store = openTestStore(folder);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  store.close();
});

/** A process of its own that gives the setting a value for each line it is told, and says so. */
async function openWriter() {
  const open = `
    const { Database } = require(${JSON.stringify(require.resolve('@signalapp/sqlcipher'))});
    const database = new Database(${JSON.stringify(join(folder, 'nymbridge.db'))});
    database.exec('PRAGMA cipher_log_level = NONE');
    database.exec("PRAGMA key = \\"x'${testKey().use((bytes) => bytes.toString('hex'))}'\\"");
    database.exec('PRAGMA cipher_page_size = 8192; PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL');
    const put = database.prepare("INSERT INTO setting (name, value) VALUES ('told', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    process.stdin.on('data', (value) => { put.run([String(value)]); process.stdout.write('done'); });
    process.stdout.write('open');`;
  const child = spawn(process.execPath, ['-e', open], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return (value: string) => child.stdin.write(value);
}

/** Resolves when the listener of the store is called and finds that value. */
function heard(value: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.watch(() => {
      if (store.settings.get('told') !== value) return;
      stop();
      resolve();
    });
  });
}

test('what another process writes is heard of though nobody polls, again and again', async () => {
  const write = await openWriter();
  const stop = store.follow();
  for (const value of ['first', 'second', 'third']) {
    const hearing = heard(value);
    write(value);
    await hearing;
  }
  stop();
});

test('one who stops listening takes nothing from another who listens', async () => {
  const write = await openWriter();
  const stops = [store.follow(), store.follow()];
  stops[0]?.();
  stops[0]?.();
  const hearing = heard('news');
  write('news');
  await hearing;
  stops[1]?.();
});

test('one who comes when all others have stopped hears, too', async () => {
  const write = await openWriter();
  store.follow()();
  const stop = store.follow();
  const hearing = heard('news');
  write('news');
  await hearing;
  stop();
});

test('own changes are told once, not again when the file is seen to have changed', async () => {
  const write = await openWriter();
  const stop = store.follow();
  let own = 0;
  const stopCounting = store.watch(() => own++);
  for (let n = 0; n < 20; n++) {
    store.settings.set('own', String(n));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const hearing = heard('afterwards');
  write('afterwards');
  await hearing;
  expect(own).toBe(21);
  stopCounting();
  stop();
});

test('a store that is nowhere on disk can be followed, and a file that is not there', () => {
  const nowhere = openMemoryStore();
  nowhere.follow()();
  nowhere.close();
  openFollowing(join(folder, 'missing'), () => undefined)()();
});

test('a look that fails ends neither the program nor the looks after it', async () => {
  const path = join(folder, 'log');
  writeFileSync(path, '');
  let looks = 0;
  await new Promise<void>((resolve) => {
    const stop = openFollowing(path, () => {
      looks++;
      if (looks < 3) throw new Error('the disk is gone');
      stop();
      resolve();
    })();
    appendFileSync(path, 'x');
  });
  expect(looks).toBe(3);
});
