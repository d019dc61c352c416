import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** Where this bridge keeps what is its own. `NYMBRIDGE_HOME` puts both folders in one. */
export interface Paths {
  /** The TOML file a person edits. */
  readonly config: string;
  /** The folder of the vault, the encrypted store and the run lock; nothing in it is readable. */
  readonly data: string;
  /** The public half of the local TLS certificate, for mail clients that want to import it. */
  readonly certificate: string;
}

export function findPaths(environment: NodeJS.ProcessEnv): Paths {
  const given = environment.NYMBRIDGE_HOME;
  const home = given === undefined || given === '' ? undefined : resolve(given);
  const platform = envPaths('nymbridge', { suffix: '' });
  const configFolder = home ?? platform.config;
  return {
    config: join(configFolder, 'nymbridge.toml'),
    data: home === undefined ? platform.data : join(home, 'data'),
    certificate: join(configFolder, 'certificate.pem'),
  };
}

/** Makes a folder that only its owner can enter. One that is there keeps its permissions: it may be anybody's. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}
