import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../base/errors';
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
 * interrupted, everything is there, and restoring once more ends it, in the same folder once the vault was moved.
 */
export function keepAside(paths: Paths, now: number): string {
  const { data } = paths;
  const begun = isInterrupted(data) ? unfinishedIn(data).at(-1) : undefined;
  const aside = begun ?? makeAside(data, now);
  // the old bridge is all there: what lies in its place is of the restoring that was interrupted, and its successor takes it
  if (begun !== undefined && has(aside, databaseFile)) return aside;
  // copies: the configuration may be on another disk, and is needed until its successor is there
  for (const path of [paths.config, paths.certificate]) copyAside(path, aside);
  // the vault first, and last on the way in: what is without one is no bridge, and nobody opens a database without its log
  move(data, aside, [vaultFile, ...logFiles, databaseFile]);
  return aside;
}

/** Whether a restoring was interrupted after it had begun to move the old bridge, and before another was in its place. */
export function isInterrupted(data: string): boolean {
  return !has(data, vaultFile) && unfinishedIn(data).some((aside) => has(aside, vaultFile));
}

/** Throws UserError with what to do where a restoring was interrupted: no bridge is in its place. */
export function refuseInterrupted(data: string): void {
  if (!isInterrupted(data)) return;
  throw new UserError(
    `A restore was interrupted in ${data}. Give it again, with --replace: the bridge from before is whole in its folder "before-restore-...".`,
  );
}

/** Says that what was restored is in place: from now on a folder with an old bridge is nobody's concern but its owner's. */
export function endRestoring(data: string): void {
  for (const aside of unfinishedIn(data)) rmSync(join(aside, marker), { force: true });
}

/** In a folder that is being filled, until the restoring is over. */
const marker = 'unfinished';

/** Oldest first. */
function unfinishedIn(data: string): string[] {
  const names = (existsSync(data) ? readdirSync(data) : []).filter((name) => name.startsWith(asideName));
  const folders = names.map((name) => join(data, name)).filter((folder) => has(folder, marker));
  return folders.sort((a, b) => statSync(join(a, marker)).mtimeMs - statSync(join(b, marker)).mtimeMs);
}

/** Puts what is restored in its place, the vault last: as long as that is not there, restoring once more goes on. */
export function putInPlace(paths: Paths, { work, config, certificate }: Replacement): void {
  move(work, paths.data, [...logFiles, databaseFile]);
  if (config.length > 0) writeWhole(paths.config, config, 0o600);
  if (certificate !== undefined) writeWhole(paths.certificate, Buffer.from(certificate), 0o644);
  move(work, paths.data, [vaultFile]);
}

/** `before-restore-20261122T120000`, in the data folder: closed to others like all in it. */
function makeAside(data: string, now: number): string {
  endRestoring(data); // of one that was never gone on with
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  for (let n = 1; ; n++) {
    const folder = join(data, `${asideName}${time}${n === 1 ? '' : `-${n}`}`);
    if (existsSync(folder)) continue;
    mkdirSync(folder, { mode: 0o700 });
    writeWhole(join(folder, marker), Buffer.alloc(0), 0o600);
    return folder;
  }
}

function copyAside(path: string, folder: string): void {
  if (existsSync(path)) writeWhole(join(folder, basename(path)), readFileSync(path), 0o600);
}

const asideName = 'before-restore-';

function has(folder: string, name: string): boolean {
  return existsSync(join(folder, name));
}

function move(from: string, to: string, names: readonly string[]): void {
  for (const name of names) if (has(from, name)) renameSync(join(from, name), join(to, name));
  for (const folder of [to, from]) flushFolder(folder);
}
