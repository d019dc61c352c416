import { basename, isAbsolute } from 'node:path';
import { z } from 'zod';
import { readDuration } from '../../base/duration';
import { codeOf } from '../../base/errors';
import type { Outcome, Parcel, Transport } from '../letter';
import { limits } from './limits';
import { findProgram, runProgram } from './program';
import type { Ended } from './program';
import type { Way } from './way';

const duration = z.string().transform(readDuration).pipe(z.number('must be a time such as "90s" or "10m"'));
const path = z.string().refine((text) => isAbsolute(text) || /^[\w.+-]+$/.test(text), {
  error: 'must begin with the name of a program, or with its whole path; each argument is a text of its own',
});

/** The settings of `type = "command"`: any program that takes a mail on its standard input. */
export const command = z
  .strictObject({
    type: z.literal('command'),
    command: z.tuple([path], z.string(), 'must be a list of texts, such as ["msmtp", "-t"]'),
    time_limit: duration.default(limits.programMs),
    environment: z.record(z.string().regex(/^\w+$/), z.string()).default({}),
  })
  .transform(({ type, ...settings }): Way => {
    const [program] = settings.command;
    return {
      type,
      // passwords are given to programs so
      secret: Object.keys(settings.environment).length > 0,
      caution: {
        meaning: `runs ${program}: the bridge cannot see where that sends, nor whether through Tor.`,
        next: 'See to it that it does, by its own settings or by torsocks (docs/configuration.md).',
      },
      works: `${program} is there, and can be run.`,
      remedy: 'Install the program, or set "command" in the configuration to where it is.',
      open: () => commandTransport(settings),
    };
  });

export interface CommandSettings {
  /** The program, and its arguments; `{to}` in one of them becomes the nym server's address. */
  readonly command: readonly [string, ...string[]];
  /** How long it may take for a letter, in ms. */
  readonly time_limit: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Hands parcels to a program, which answers by its exit status. */
export function commandTransport({
  command: [program, ...words],
  environment,
  time_limit,
}: CommandSettings): Transport {
  const name = basename(program);
  return {
    // which may be a remailer's own
    slow: true,
    send: async ({ to, source }: Parcel, signal) => {
      if (signal?.aborted) return { result: 'later', reason: 'The hand-over was given up.', code: 'aborted' };
      const args = words.map((word) => word.replaceAll('{to}', to));
      try {
        return outcomeOf(
          name,
          await runProgram({ path: program, args, environment }, source, { limitMs: time_limit, signal }),
        );
      } catch (error) {
        return notStarted(name, codeOf(error));
      }
    },
    check: async () => ((await findProgram(program)) === undefined ? notStarted(name, 'ENOENT') : { result: 'taken' }),
  };
}

function notStarted(name: string, code = 'unknown error'): Exclude<Outcome, { result: 'taken' }> {
  const missing = code === 'ENOENT' || code === 'EACCES';
  const reason = missing ? `There is no program ${name} that can be run.` : `${name} could not be started (${code}).`;
  return { result: 'later', reason, code };
}

/**
 * The statuses of sysexits.h that are about the letter or its recipient, and so the last word. All others are about the program, its
 * settings, its files or the hosts behind it, which may change: what they keep waiting is not lost. EX_USAGE is among those, as the
 * arguments come from the configuration; so is 1, which every program has for everything.
 */
const final: Readonly<Record<number, string>> = {
  65: 'EX_DATAERR: the letter is not what it takes',
  67: 'EX_NOUSER: there is no such recipient',
};

/** The others that say more than their number. */
const passing: Readonly<Record<number, string>> = {
  64: 'EX_USAGE: its arguments are wrong',
  68: 'EX_NOHOST: it does not find the host',
  69: 'EX_UNAVAILABLE: a service it needs does not work',
  75: 'EX_TEMPFAIL: it asks to try again later',
  77: 'EX_NOPERM: it is not allowed to, or its login was refused',
  78: 'EX_CONFIG: its own settings are wrong',
};

/** What the end of a program means for the letter. */
export function outcomeOf(name: string, { status, whole, because, said }: Ended): Outcome {
  if (status === 0 && whole) return { result: 'taken' };
  const words = said === '' ? '' : ` It said: ${said}`;
  const code = status === undefined ? 'killed' : `exit ${status}`;
  if (because !== undefined || status === undefined) {
    const why =
      because === 'time' ? 'was ended when its time was up' : because ? 'was ended with the bridge' : 'was killed';
    if (!whole) return { result: 'later', reason: `${name} ${why} before it had read the letter.${words}`, code };
    return { result: 'unknown', reason: `${name} had been given the whole letter, and ${why}.${words}`, code };
  }
  if (status === 0) return { result: 'later', reason: `${name} did not read the letter to its end.${words}`, code };
  const meaning = final[status] ?? passing[status];
  const ended = `${name} ended with status ${status}${meaning === undefined ? '' : ` (${meaning})`}.`;
  return { result: status in final ? 'never' : 'later', reason: `${ended}${words}`, code };
}
