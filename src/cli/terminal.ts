import { codeOf, UserError } from '../base/errors';
import { plainText } from '../base/plain';
import { askLine } from './question';
import { wantsColours } from './style';

/** One line of a screen that is drawn over: for progress. */
export interface Screen {
  readonly columns: () => number;
  /** Takes the place of what was drawn before; '' leaves nothing. */
  readonly draw: (line: string) => void;
}

/** Where a verb writes and what it may ask: the process's own streams, or a test's. */
export interface Terminal {
  /** Results. */
  readonly out: (line: string) => void;
  /** A result to the byte; only where nobody's screen would be steered by it. */
  readonly raw?: (bytes: Uint8Array) => void;
  /** Everything else: what went wrong, questions, the log. */
  readonly error: (line: string) => void;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
  /** Whether results may be coloured. */
  readonly colours?: boolean;
  /** Where standard error is a screen. */
  readonly screen?: Screen;
  /** Asks for a line; `hidden` does not show what is typed. */
  ask(question: string, hidden?: boolean): Promise<string>;
}

/** A process's three streams, or a test's. */
export interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}

export function openTerminal({ stdin, stdout, stderr }: Streams, environment: NodeJS.ProcessEnv): Terminal {
  for (const stream of [stdout, stderr]) stream.on('error', passOver);
  const screen = openScreen(stderr);
  const print = (stream: NodeJS.WritableStream) => (line: string) => {
    screen.draw('');
    stream.write(`${line}\n`);
  };
  return {
    out: print(stdout),
    ...(stdout.isTTY !== true && { raw: (bytes: Uint8Array) => void stdout.write(bytes) }),
    // what went wrong is told with names that strangers chose: of files, folders, hosts
    error: (line) => {
      print(stderr)(plainText(line));
    },
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    colours: wantsColours(stdout, environment),
    ...(stderr.isTTY === true && environment.TERM !== 'dumb' && { screen }),
    ask: (question, hidden = false) => {
      screen.draw('');
      return askLine(question, hidden, { input: stdin, output: stderr, terminal: true });
    },
  };
}

/** A reader that has seen enough (`nymbridge nym list | head -1`) ends no work. */
function passOver(error: unknown): void {
  if (codeOf(error) !== 'EPIPE') throw error;
}

/** The bottom line of a screen. Whatever is printed takes it away first, or it would stay among the lines. */
function openScreen(stream: Streams['stderr']): Screen {
  let drawn = false;
  return {
    columns: () => stream.columns ?? 80,
    draw: (line) => {
      // carriage return, and "erase in line" (ECMA-48 §8.3.41)
      if (drawn || line !== '') stream.write(`\r\x1b[K${line}`);
      drawn = line !== '';
    },
  };
}

export const processTerminal: Terminal = openTerminal(process, process.env);

/** Asks for a yes. Where nobody can be asked, throws a UserError naming the flag that would have answered. */
export async function confirm(terminal: Terminal, question: string, flag: string): Promise<boolean> {
  if (!terminal.interactive) throw new UserError(`This needs a yes, and nobody can be asked here: give ${flag}.`);
  return /^y(es)?$/i.test((await terminal.ask(`${question} [y/N] `)).trim());
}
