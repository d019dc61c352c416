import { spawn } from 'node:child_process';
import type { Place } from './feed';

/** What is to be on the screen, anywhere in what was written since the step before, and the keys that are pressed then. */
export type Step = readonly [shown: string, keys: string];

/** For a program that shows something else: nothing depends on it otherwise. */
const patienceMs = 60_000;

/** Has a user sit before a program that wants a terminal. Resolves when it has ended well, after the last step. */
export function drive(words: string, { env }: Place, steps: readonly Step[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qec', words, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const left = [...steps];
    let screen = '';
    const guard = setTimeout(() => child.kill(), patienceMs);
    child.stdout.on('data', (data: Buffer) => {
      screen += withoutMoves(data.toString('latin1'));
      for (let step = left[0]; step && screen.includes(step[0]); step = left[0]) {
        left.shift();
        screen = '';
        child.stdin.write(step[1]);
      }
    });
    child.stdin.on('error', () => undefined);
    child.once('error', reject);
    child.once('close', (status) => {
      clearTimeout(guard);
      if (status === 0 && left.length === 0) resolve();
      else
        reject(
          new Error(
            `${words} ended with ${status ?? 'a signal'} while "${left[0]?.[0] ?? ''}" was waited for: ${screen}`,
          ),
        );
    });
  });
}

/** Moves of the cursor and colours become a space. */
function withoutMoves(text: string): string {
  const [first = '', ...rest] = text.split('\u001b[');
  return first + rest.map((part) => part.replace(/^[0-9;?]*[A-Za-z]/, ' ')).join('');
}
