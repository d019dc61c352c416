import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { flushFolder, writeWhole } from '../../base/wholeFile';
import type { Paths } from '../paths';

/** What takes the place of what is here: the folder with the database and the vault, and two files' content. */
interface Replacement {
  readonly work: string;
  readonly config: Buffer;
  readonly certificate: string | undefined;
}

/** Of a bridge, in its data folder; SQLite's log and its index belong to the database. */
const databaseFile = 'nymbridge.db';
const logFiles = [`${databaseFile}-wal`, `${databaseFile}-shm`];
const vaultFile = 'vault.json';

/**
 * Moves what is here into a folder of its own beside it, and gives that. Each step is a renaming or a copy: whenever it is
 * interrupted, everything is there, and restoring once more ends it.
 */
export function keepAside(paths: Paths, now: number): string {
  const aside = makeAside(paths.data, now);
  // copies: the configuration may be on another disk, and is needed until its successor is there
  for (const path of [paths.config, paths.certificate]) copyAside(path, aside);
  // the vault first, and last on the way in: what is without one is no bridge, and nobody opens a database without its log
  move(paths.data, aside, [vaultFile, ...logFiles, databaseFile]);
  return aside;
}

/** Puts what is restored in its place; nothing of the kind is there any more, but for the configuration. */
export function putInPlace(paths: Paths, { work, config, certificate }: Replacement): void {
  move(work, paths.data, [...logFiles, databaseFile, vaultFile]);
  if (config.length > 0) writeWhole(paths.config, config, 0o600);
  if (certificate !== undefined) writeWhole(paths.certificate, Buffer.from(certificate), 0o644);
}

/** `before-restore-20261122T120000`, in the data folder: closed to others like all in it. One in which an interrupted restore has begun is gone on with. */
function makeAside(data: string, now: number): string {
  const begun = readdirSync(data).find((name) => name.startsWith(asideName) && isHalf(join(data, name)));
  if (begun !== undefined && !has(data, vaultFile)) return join(data, begun);
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  for (let n = 1; ; n++) {
    const folder = join(data, `${asideName}${time}${n === 1 ? '' : `-${n}`}`);
    if (existsSync(folder)) continue;
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  }
}

function copyAside(path: string, folder: string): void {
  if (existsSync(path)) writeWhole(join(folder, basename(path)), readFileSync(path), 0o600);
}

const asideName = 'before-restore-';

/** Whether the database, which is moved last, is still to come. */
function isHalf(aside: string): boolean {
  return has(aside, vaultFile) && !has(aside, databaseFile);
}

function has(folder: string, name: string): boolean {
  return existsSync(join(folder, name));
}

function move(from: string, to: string, names: readonly string[]): void {
  for (const name of names) if (has(from, name)) renameSync(join(from, name), join(to, name));
  for (const folder of [to, from]) flushFolder(folder);
}
