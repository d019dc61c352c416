import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../base/errors';
import type { Secret } from '../base/secret';
import { lockForUse, writeBackup } from '../store';
import { hasVault } from './open';
import type { Paths } from './paths';
import type { Surroundings } from './surroundings';
import { version } from './version';

export interface BackupWishes {
  readonly file: string;
  /** Puts it in the place of a file that is there. */
  readonly overwrite?: boolean | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What was made. */
export interface BackupFacts {
  readonly file: string;
  /** ISO 8601, UTC. */
  readonly made: string;
  /** Of the database in it. */
  readonly bytes: number;
}

/**
 * Writes configuration, vault and database into one encrypted file that the passphrase of now opens; also while `run` is on. Throws
 * UserError before `init`, for a wrong passphrase, where there is a file of that name, and while another is being restored.
 */
export async function backupBridge(
  paths: Paths,
  passphrase: Secret,
  { clock, random }: Surroundings,
  { file, overwrite = false, onProgress }: BackupWishes,
): Promise<BackupFacts> {
  if (!hasVault(paths)) throw new UserError(`There is no bridge in ${paths.data}: nothing to back up.`);
  if (!overwrite && existsSync(file)) {
    throw new UserError(`${file} is there already. Choose another name, or give --overwrite.`);
  }
  const folder = dirname(resolve(file));
  if (!existsSync(folder)) throw new UserError(`There is no folder ${folder}.`);
  const release = lockForUse(paths.data);
  try {
    const { made, database } = await writeBackup({
      dir: paths.data,
      passphrase,
      // wrong settings are no reason to lose the mail
      config: existsSync(paths.config) ? readFileSync(paths.config) : Buffer.alloc(0),
      file: resolve(file),
      now: clock.now(),
      version,
      random,
      onProgress,
    });
    return { file, made: new Date(made).toISOString(), bytes: database };
  } finally {
    release();
  }
}
