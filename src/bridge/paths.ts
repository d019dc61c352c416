import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
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
  const home = environment.NYMBRIDGE_HOME;
  const platform = envPaths('nymbridge', { suffix: '' });
  const configFolder = home ?? platform.config;
  return {
    config: join(configFolder, 'nymbridge.toml'),
    data: home === undefined ? platform.data : join(home, 'data'),
    certificate: join(configFolder, 'certificate.pem'),
  };
}

/** Makes a folder that only its owner can enter. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}
