import { isNativeError } from 'node:util/types';
import { CommanderError } from 'commander';
import { codeOf, messageOf, UserError } from '../base/errors';

/** Exit statuses, the same for every verb. */
export const exitStatus = {
  done: 0,
  /** What was asked for could not be done; the message says why. */
  failed: 1,
  /** The command line itself was wrong. */
  usage: 2,
  /** Ctrl-C before the end, as shells count it: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

/** What each of them means, for help and man page. */
export const exitMeanings: readonly (readonly [number, string])[] = [
  [exitStatus.done, 'Done.'],
  [exitStatus.failed, 'It could not be done, and the message says why; or "doctor" has found something bad.'],
  [exitStatus.usage, 'The command line was wrong; nothing was done.'],
  [exitStatus.interrupted, 'Ctrl-C before the end.'],
];

/** Ctrl-C before a verb was done. */
export class Interrupted extends UserError {}

/** What a thrown thing means for the person and for the exit status. Stacks are shown only where NYMBRIDGE_DEBUG asks. */
export function explain(error: unknown, environment: NodeJS.ProcessEnv): { lines: string[]; status: number } {
  if (error instanceof CommanderError) {
    return { lines: [], status: error.exitCode === 0 ? exitStatus.done : exitStatus.usage };
  }
  const lines = (aboutFile(error) ?? messageOf(error)).split('\n').map((line) => `nymbridge: ${line}`);
  if (!(error instanceof UserError) && environment.NYMBRIDGE_DEBUG !== undefined && error instanceof Error) {
    lines.push(error.stack ?? '');
  }
  return { lines, status: error instanceof Interrupted ? exitStatus.interrupted : exitStatus.failed };
}

/** What a commander's `error: unknown command 'ini'` and its second line with a guess are to a person. `verb`: `nymbridge nym create`. */
export function usageSentence(text: string, verb: string): string {
  const [first = '', guess = ''] = text
    .replace(/^error: /, '')
    .trimEnd()
    .split('\n');
  const sentence = `nymbridge: ${first.replace(/\.?$/, '.')}`;
  return [sentence, guess.replace(/^\((.*)\)$/, '$1'), `See "${verb} --help".`].filter(Boolean).join(' ');
}

const fileTroubles: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `There is no ${path}.`,
  EISDIR: (path) => `${path} is a folder, and should be a file.`,
  ENOTDIR: (path) => `A part of ${path} is a file, and should be a folder.`,
  EEXIST: (path) => `${path} is there already, and is something else.`,
  EACCES: (path) => `${path} is closed to you: look at its owner and its permissions.`,
  EPERM: (path) => `${path} is closed to you: look at its owner and its permissions.`,
  EROFS: (path) => `${path} cannot be written: its disk is read-only.`,
  ENOSPC: (path) => `${path} cannot be written: its disk is full.`,
};

/** A sentence for what the system says about a file; undefined for every other error. */
function aboutFile(error: unknown): string | undefined {
  const say = fileTroubles[codeOf(error) ?? ''];
  if (!say || !isNativeError(error)) return undefined;
  // EISDIR of read(2) names no file
  return say('path' in error && typeof error.path === 'string' ? error.path : 'What was named as a file');
}
