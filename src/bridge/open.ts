import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors';
import type { Secret } from '../base/secret';
import { type Nyms, openNyms } from '../nym';
import { lockForUse, openStore, openVault, type Store } from '../store';
import type { Config } from './config';
import { readConfig } from './configFile';
import type { Paths } from './paths';
import { endRestoring, refuseInterrupted } from './restore/place';
import type { Surroundings } from './surroundings';

/** An opened bridge: every verb is a function of it. Several may be open on one store, in as many processes. */
export interface Bridge extends Surroundings {
  readonly paths: Paths;
  readonly config: Config;
  readonly store: Store;
  readonly nyms: Nyms;
  close(): void;
}

/** Whether there is a vault: the first thing that `init` makes. */
export function hasVault({ data }: Paths): boolean {
  return existsSync(join(data, 'vault.json'));
}

/** Gives the configuration. Throws UserError where that is wrong, or before `init`. */
export function mustBeBegun(paths: Paths): Config {
  const config = readConfig(paths.config);
  if (hasVault(paths)) return config;
  refuseInterrupted(paths.data);
  throw new UserError(`There is no vault in ${paths.data}. Run "nymbridge init" first.`);
}

/** Whether there is a database, which nothing but its vault opens. */
export function hasDatabase({ data }: Paths): boolean {
  return existsSync(join(data, 'nymbridge.db'));
}

/** Reads the configuration, unlocks the vault and opens the store. Throws UserError with what is wrong and what to do. */
export function openBridge(paths: Paths, passphrase: Secret, around: Surroundings): Bridge {
  const config = mustBeBegun(paths);
  const release = lockForUse(paths.data);
  endRestoring(paths.data); // one that died after its last step: what lies here is not its remains
  const store = openOr(release, paths, passphrase);
  const nyms = openNyms(store);
  return {
    ...around,
    paths,
    config,
    store,
    nyms,
    close: () => {
      store.close();
      release();
    },
  };
}

/** Where it cannot be opened, it is not in use either. */
function openOr(release: () => void, { data }: Paths, passphrase: Secret): Store {
  try {
    return openStore(data, openVault(data, passphrase));
  } catch (error) {
    release();
    throw error;
  }
}
