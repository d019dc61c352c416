import { spawn } from 'node:child_process';

/** Where a program runs, and what it finds in its environment: nothing else. */
export interface Place {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Runs a program with that on its standard input. Resolves when it has ended well. */
export function feed(input: string, place: Place, program: string, ...words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { ...place, stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`${program} ended with ${status}: ${said}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
