import { systemClock } from '../base/clock';
import { type Log, openLog, silentLog } from '../base/log';
import { systemRandom } from '../base/random';
import { type Bridge, findPaths, mustBeBegun, openBridge, type Paths, type Surroundings } from '../bridge';
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
  /** With a log of errors only: what a verb has to say, it prints. */
  readonly around: Surroundings;
  /** Of everything that happens, for `run`. */
  readonly log: Log;
}

export function makeContext(environment: NodeJS.ProcessEnv, terminal: Terminal): Context {
  const log = openLog(terminal.error, () => systemClock.now());
  return {
    terminal,
    environment,
    paths: findPaths(environment),
    around: { clock: systemClock, random: systemRandom, log: errorsOf(log) },
    log,
  };
}

function errorsOf(log: Log): Log {
  return {
    ...silentLog,
    error: (event, facts) => {
      log.error(event, facts);
    },
  };
}

/**
 * Opens the bridge with the passphrase from wherever it is given, runs `f`, and closes the store again. Nobody is asked for
 * the passphrase of what is not there.
 */
export async function withBridge<T>(
  context: Context,
  options: GlobalOptions,
  f: (bridge: Bridge) => T | Promise<T>,
): Promise<T> {
  mustBeBegun(context.paths);
  const passphrase = await findPassphrase(context.terminal, options.passphraseFile, context.environment);
  const bridge = openBridge(context.paths, passphrase, context.around);
  try {
    return await f(bridge);
  } finally {
    bridge.close();
  }
}
