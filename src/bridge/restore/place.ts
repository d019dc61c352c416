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
const ours = /^(?:nymbridge\.db(?:-wal|-shm)?|vault\.json)$/;

/**
 * Moves what is here into a folder of its own beside it, and gives that. Each step is a renaming or a copy: whenever it is
 * interrupted, everything is there, and restoring once more ends it.
 */
export function keepAside(paths: Paths, now: number): string {
  const aside = makeAside(paths.data, now);
  // copies: the configuration may be on another disk, and is needed until its successor is there
  for (const path of [paths.config, paths.certificate]) copyAside(path, aside);
  moveAll(paths.data, aside);
  return aside;
}

/** Puts what is restored in its place; nothing of the kind is there any more, but for the configuration. */
export function putInPlace(paths: Paths, { work, config, certificate }: Replacement): void {
  moveAll(work, paths.data);
  if (config.length > 0) writeWhole(paths.config, config, 0o600);
  if (certificate !== undefined) writeWhole(paths.certificate, Buffer.from(certificate), 0o644);
}

/** `before-restore-20261122T120000`, in the data folder: closed to others like all in it. */
function makeAside(data: string, now: number): string {
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  for (let n = 1; ; n++) {
    const folder = join(data, `before-restore-${time}${n === 1 ? '' : `-${n}`}`);
    if (existsSync(folder)) continue;
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  }
}

function copyAside(path: string, folder: string): void {
  if (existsSync(path)) writeWhole(join(folder, basename(path)), readFileSync(path), 0o600);
}

/** The vault last: what is without one is no bridge yet. */
function moveAll(from: string, to: string): void {
  const names = readdirSync(from).filter((name) => ours.test(name));
  for (const name of names.sort()) renameSync(join(from, name), join(to, name));
  flushFolder(to);
}
