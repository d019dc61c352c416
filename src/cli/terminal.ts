import { UserError } from '../base/errors';
import { askLine } from './question';

/** Where a verb writes and what it may ask: the process's own streams, or a test's. */
export interface Terminal {
  /** Results. */
  readonly out: (line: string) => void;
  /** Everything else: what went wrong, questions, the log. */
  readonly error: (line: string) => void;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
  /** Asks for a line; `hidden` does not show what is typed. */
  ask(question: string, hidden?: boolean): Promise<string>;
}

export const processTerminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  error: (line) => process.stderr.write(`${line}\n`),
  interactive: process.stdin.isTTY && process.stderr.isTTY,
  ask: (question, hidden = false) =>
    askLine(question, hidden, { input: process.stdin, output: process.stderr, terminal: true }),
};

/** Asks for a yes. Where nobody can be asked, throws a UserError naming the flag that would have answered. */
export async function confirm(terminal: Terminal, question: string, flag: string): Promise<boolean> {
  if (!terminal.interactive) throw new UserError(`This needs a yes, and nobody can be asked here: give ${flag}.`);
  return /^y(es)?$/i.test((await terminal.ask(`${question} [y/N] `)).trim());
}
