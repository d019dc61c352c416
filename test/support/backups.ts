import { join } from 'node:path';
import { backupBridge, findPaths, initBridge, type Paths, restoreBridge } from '../../src/bridge';
import { openStore, openVault, type Store } from '../../src/store';
import { around, begunHome, passphrase } from './bridge';
import { temporaryFolder } from './folder';
import { mailsOf } from './incoming';

export const config = 'imap.port = 0\nsmtp.port = 0\n# my own words\n';

export async function begun(): Promise<Paths> {
  const paths = begunHome(config);
  await initBridge(paths, passphrase(), around);
  return paths;
}

export function inStore<T>(paths: Paths, f: (store: Store) => T): T {
  const store = openStore(paths.data, openVault(paths.data, passphrase()));
  try {
    return f(store);
  } finally {
    store.close();
  }
}

export const emptyHome = (): Paths => findPaths({ NYMBRIDGE_HOME: join(temporaryFolder(), 'new', 'home') });
export const backupFile = () => join(temporaryFolder(), 'all.backup');

export async function backup(paths: Paths, file = backupFile()): Promise<string> {
  await backupBridge(paths, passphrase(), around, { file });
  return file;
}

export const restore = (paths: Paths, file: string, replace = false) =>
  restoreBridge(paths, passphrase(), around, { file, replace });

export const texts = ['Subject: one\n\nfirst', `Subject: two\n\n${'long '.repeat(100_000)}`];
export const mailIn = (paths: Paths) =>
  inStore(paths, (store) => store.nyms.all().flatMap(({ id }) => mailsOf(store, id).map(({ text }) => text)));
