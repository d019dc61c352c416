import { systemClock } from '../base/clock';
import { openLog } from '../base/log';
import { systemRandom } from '../base/random';
import { type Bridge, findPaths, openBridge, type Paths, type Surroundings } from '../bridge';
import { findPassphrase } from './passphrase';
import type { Terminal } from './terminal';

/** The options every verb takes. */
export interface GlobalOptions {
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/** What a verb works with. */
export interface Context {
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  readonly paths: Paths;
  readonly around: Surroundings;
}

export function makeContext(environment: NodeJS.ProcessEnv, terminal: Terminal): Context {
  const log = openLog(terminal.error, () => systemClock.now());
  return {
    terminal,
    environment,
    paths: findPaths(environment),
    around: { clock: systemClock, random: systemRandom, log },
  };
}

/** Opens the bridge with the passphrase from wherever it is given, runs `f`, and closes the store again. */
export async function withBridge<T>(
  context: Context,
  options: GlobalOptions,
  f: (bridge: Bridge) => T | Promise<T>,
): Promise<T> {
  const passphrase = await findPassphrase(context.terminal, options.passphraseFile, context.environment);
  const bridge = openBridge(context.paths, passphrase, context.around);
  try {
    return await f(bridge);
  } finally {
    bridge.close();
  }
}
