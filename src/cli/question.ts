import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UserError } from '../base/errors';
import { Interrupted } from './errors';

/** Where a question is put: a terminal's two streams, or a test's. */
export interface Asking {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Whether a line can be edited, and what is typed be hidden. */
  readonly terminal: boolean;
}

/**
 * Asks for one line. `hidden`: what is typed is not shown. Ctrl-C throws Interrupted, and the end of the input (Ctrl-D) a
 * UserError: an answer that does not come must not be taken for an empty one.
 */
export function askLine(question: string, hidden: boolean, { input, output, terminal }: Asking): Promise<string> {
  // readline shows the keys by writing them: into nothing, then
  const lines = createInterface({ input, output: hidden ? nowhere() : output, terminal });
  if (hidden) output.write(question);
  return new Promise((resolve, reject) => {
    const finish = (end: () => void) => {
      lines.removeAllListeners('close').close();
      if (hidden) output.write('\n');
      end();
    };
    lines.once('SIGINT', () => {
      if (!hidden) output.write('\n');
      finish(() => {
        reject(new Interrupted('Interrupted. Nothing was changed.'));
      });
    });
    lines.once('close', () => {
      output.write('\n');
      reject(new UserError('No answer was given. Nothing was changed.'));
    });
    lines.question(hidden ? '' : question, (answer) => {
      finish(() => {
        resolve(answer);
      });
    });
  });
}

function nowhere(): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
}
