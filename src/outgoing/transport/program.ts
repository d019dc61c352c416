import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { limits } from './limits';

/** A program and its arguments, never a shell's line; and what it finds in its environment beside HOME, PATH and TZ. */
export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** How a program's run ended. */
export interface Ended {
  /** Its exit status; undefined where a signal ended it. */
  readonly status: number | undefined;
  /** Whether it had been given its input to the last byte: from then on it may have done its work. */
  readonly whole: boolean;
  /** Why it was told to end, if it was. */
  readonly because?: 'time' | 'given-up' | undefined;
  /** The last that it said, on one line: what it complained of, else what it printed. */
  readonly said: string;
}

interface Wishes {
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
type Run = { -readonly [K in keyof Pick<Ended, 'whole' | 'because'>]: Ended[K] };

/**
 * Runs a program with that on its standard input, in a session of its own. It gets nothing of this process but HOME and PATH: our
 * environment may hold the passphrase. A date that it writes is in UTC, and tells no time zone. When its time is up, or the signal comes, it is ended with all that it has started; where the
 * signal comes after it was given everything, it may finish for a moment. Rejects where it cannot be started.
 */
export function runProgram({ path, args, environment }: Program, input: Buffer, wishes: Wishes): Promise<Ended> {
  const { HOME = homedir(), PATH = '' } = process.env;
  const child = spawn(path, args, {
    cwd: HOME,
    env: { HOME, PATH, TZ: 'UTC', ...environment },
    detached: true,
    stdio: 'pipe',
  });
  const run: Run = { whole: false };
  const [printed, complained] = [tailOf(child.stdout), tailOf(child.stderr)];
  // a program that does not read to the end says so by its exit status
  child.stdin.on('error', () => undefined);
  child.stdin.once('finish', () => {
    run.whole = true;
  });
  const over = new AbortController();
  watch(child, run, wishes, over.signal);
  child.stdin.end(input);
  return new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      resolve({ ...run, status: status ?? undefined, said: complained() || printed() });
    });
  }).finally(() => {
    over.abort();
  });
}

/** Ends the program when its time is up or it is given up, until `over` says that it has ended. */
function watch(child: Child, run: Run, { limitMs, signal }: Wishes, over: AbortSignal): void {
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, f: () => void) => timers.add(setTimeout(f, ms));
  const stop = (because: Ended['because']) => {
    run.because ??= because;
    endGroup(child, 'SIGTERM');
    after(limits.closeMs, () => {
      endGroup(child, 'SIGKILL');
    });
  };
  const giveUp = () => {
    after(run.whole ? limits.graceMs : 0, () => {
      stop('given-up');
    });
  };
  after(limitMs, () => {
    stop('time');
  });
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  child.once('exit', () => {
    if (run.because) endGroup(child, 'SIGKILL');
    // what it has left behind may keep the pipes open for ever
    after(limits.leftoverMs, () => {
      child.stdout.destroy();
      child.stderr.destroy();
    });
  });
  over.addEventListener('abort', () => {
    timers.forEach(clearTimeout);
    signal?.removeEventListener('abort', giveUp);
  });
}

/** The program and what it has started. */
function endGroup({ pid }: Child, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // all of them have ended by themselves
  }
}

/** Keeps the end of what comes, and gives it as one line of printable characters. */
function tailOf(stream: Readable): () => string {
  let tail = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-limits.saidBytes);
  });
  stream.on('error', () => undefined);
  return () => {
    const words = tail.toString('latin1').replace(/[^!-~]+/g, ' ');
    return words.trim();
  };
}

/** Where the program is: itself where it is a whole path, else looked for in PATH. Undefined where nothing there can be run. */
export async function findProgram(path: string): Promise<string | undefined> {
  const folders = isAbsolute(path) ? [''] : (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  for (const folder of folders) {
    const file = join(folder, path);
    if (await canRun(file)) return file;
  }
  return undefined;
}

async function canRun(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
