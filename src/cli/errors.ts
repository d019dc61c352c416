import { CommanderError } from 'commander';
import { messageOf, UserError } from '../base/errors';

/** Exit statuses, the same for every verb. */
export const exitStatus = {
  done: 0,
  /** What was asked for could not be done; the message says why. */
  failed: 1,
  /** The command line itself was wrong. */
  usage: 2,
} as const;

/** What a thrown thing means for the person and for the exit status. Stacks are shown only where NYMBRIDGE_DEBUG asks. */
export function explain(error: unknown, environment: NodeJS.ProcessEnv): { lines: string[]; status: number } {
  if (error instanceof CommanderError) {
    return { lines: [], status: error.exitCode === 0 ? exitStatus.done : exitStatus.usage };
  }
  const lines = messageOf(error)
    .split('\n')
    .map((line) => `nymbridge: ${line}`);
  if (!(error instanceof UserError) && environment.NYMBRIDGE_DEBUG !== undefined && error instanceof Error) {
    lines.push(error.stack ?? '');
  }
  return { lines, status: exitStatus.failed };
}
