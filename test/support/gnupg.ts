import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGnupgHome } from '../../src/bridge/elsewhere/gnupgFiles';
import type { GnupgFiles } from '../../src/nym';
import { temporaryFolder } from './folder';

const golden = join(__dirname, '../golden');

/** The folders in test/golden/gnupg-homes: see the README there. */
export type Home = 'open' | 'locked' | 'locked-cbc' | 'imported' | 'several' | 'offline' | 'gpg1';

/** The passphrase of every locked key there. */
export const bamboo = 'bamboo';

export function homeFolder(home: Home): string {
  return join(golden, 'gnupg-homes', home);
}

/** The key files of a home, read once a call. */
export function homeFiles(home: Home): GnupgFiles {
  return readGnupgHome(homeFolder(home));
}

/** A copy of one of the folders in test/golden, to be spoilt. */
export function goldenCopy(...name: string[]): string {
  const copy = temporaryFolder();
  cpSync(join(golden, ...name), copy, { recursive: true });
  return copy;
}

/** The bytes of a home's secret key files, in the order of their names. */
export function keyFilesOf(home: Home): Buffer[] {
  const folder = join(homeFolder(home), 'private-keys-v1.d');
  return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
}

/** Changes a file; without a new content it goes. */
export function rewrite(path: string, change?: (old: Buffer) => Uint8Array | string): void {
  if (change) writeFileSync(path, change(readFileSync(path)));
  else rmSync(path);
}
