// Puts a backup in the place of a bridge, or where there is none: first everything is read and checked, then it is put in place.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../base/errors';
import type { Secret } from '../../base/secret';
import { lockForReplacing, lockForRun, openStore, readBackup, type Restored, writeVaultFile } from '../../store';
import { hasDatabase, hasVault } from '../open';
import { makePrivateFolder, type Paths } from '../paths';
import type { Surroundings } from '../surroundings';
import { endRestoring, isInterrupted, keepAside, putInPlace } from './place';
import { settle, type Settled } from './settle';

export interface RestoreWishes {
  readonly file: string;
  /** Where there is a bridge: keeps it aside, and puts the backup in its place. */
  readonly replace?: boolean | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What was restored. */
export interface RestoreFacts {
  /** When the backup was made, ISO 8601, UTC, and by which version. */
  readonly made: string;
  readonly version: string;
  readonly nyms: number;
  readonly messages: number;
  /** Letters that were waiting then: not sent, for they may have been since. Each nym has reports of its own in INBOX. */
  readonly 'letters not sent': number;
  /** The folder with the bridge that was here before; undefined where there was none. */
  readonly 'kept aside': string | undefined;
}

/**
 * Restores a backup. Nothing of what is here is touched before every byte of the backup is authenticated, the database is whole and
 * of this program's schema. Throws UserError where there is a bridge and `replace` does not say to keep it aside, while `run` is on or a verb has it open,
 * and where the backup is not what was written or the passphrase not the one of then.
 */
export async function restoreBridge(
  paths: Paths,
  passphrase: Secret,
  around: Surroundings,
  wishes: RestoreWishes,
): Promise<RestoreFacts> {
  const taken = isTaken(paths);
  if (taken && wishes.replace !== true) {
    throw new UserError(`There is a bridge in ${paths.data} already. Give --replace: it is then kept aside, whole.`);
  }
  makePrivateFolder(dirname(paths.config));
  makePrivateFolder(paths.data);
  const unlock = lockForRun(paths.data);
  const work = join(paths.data, 'restoring');
  try {
    rmSync(work, { recursive: true, force: true }); // of one that was interrupted
    mkdirSync(work, { mode: 0o700 });
    const restored = await readBackup(wishes.file, passphrase, join(work, 'nymbridge.db'), wishes.onProgress);
    const settled = check(work, restored, around);
    writeVaultFile(work, restored.vault, 'new');
    const released = lockForReplacing(paths.data);
    try {
      const aside = taken ? keepAside(paths, around.clock.now()) : undefined;
      putInPlace(paths, { work, config: restored.config, certificate: settled.certificate });
      endRestoring(paths.data);
      return factsOf(restored, settled, aside);
    } finally {
      released();
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
    unlock();
  }
}

/** Also by what an interrupted restoring has left. */
function isTaken(paths: Paths): boolean {
  return hasVault(paths) || existsSync(paths.config) || hasDatabase(paths) || isInterrupted(paths.data);
}

/** Opens the database, which brings its schema up to date, looks at all of it, and makes it fit to go on from. */
function check(work: string, { key, contents }: Restored, around: Surroundings): Settled {
  const store = openStore(work, key);
  try {
    const [fault] = store.integrity();
    if (fault !== undefined) {
      throw new UserError(
        `The database in the backup is damaged: ${fault} Nothing was changed: try an earlier backup.`,
      );
    }
    return settle(store, contents.made, around);
  } finally {
    store.close();
    key.wipe();
  }
}

function factsOf(
  { contents }: Restored,
  { nyms, messages, doubted }: Settled,
  aside: string | undefined,
): RestoreFacts {
  return {
    made: new Date(contents.made).toISOString(),
    version: contents.version,
    nyms,
    messages,
    'letters not sent': doubted,
    'kept aside': aside,
  };
}
