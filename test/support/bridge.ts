import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { systemRandom } from '../../src/base/random';
import { Secret } from '../../src/base/secret';
import { findPaths, type Paths } from '../../src/bridge';
import { createVault } from '../../src/store';
import { temporaryFolder } from './folder';

/** The passphrase of every vault made here. */
export const passphrase = () => Secret.fromText('correct horse');
export const around = { clock: systemClock, random: systemRandom, log: silentLog };

/** A vault that opens quickly: `init` takes it for one that it was interrupted after, and finishes the rest. */
export function makeCheapVault(data: string): void {
  createVault(data, passphrase(), systemRandom, { n: 1024, r: 8, p: 1 });
}

/** A home where `init` was interrupted right after it had made the vault; with a configuration, if one is given. */
export function begunHome(config?: string): Paths {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(home, { mode: 0o700 });
  const paths = findPaths({ NYMBRIDGE_HOME: home });
  makeCheapVault(paths.data);
  if (config !== undefined) writeFileSync(paths.config, config, { mode: 0o600 });
  return paths;
}
