import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../src/base/secret';
import { type Bridge, findPaths, openBridge } from '../../src/bridge';
import { around } from './bridge';

const main = join(__dirname, '../../dist/main.js');
const passphrase = 'correct horse battery staple';

/** What a finished verb left behind. */
export interface Finished {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

/** A home folder for the compiled program, with the words to run it. Every process it starts ends with `remove`. */
export class Home {
  readonly folder = mkdtempSync(join(tmpdir(), 'nymbridge-home-'));
  readonly #children = new Set<ChildProcess>();

  /** `before`: the words of a program that runs the compiled one, such as `nsenter ... --`; asked for at each start. */
  constructor(private readonly before: () => readonly string[] = () => []) {}

  get config(): string {
    return join(this.folder, 'nymbridge.toml');
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  configure(text: string): void {
    writeFileSync(this.config, text);
  }

  start(...words: string[]): ChildProcess {
    const [program = '', ...more] = [...this.before(), process.execPath, main, ...words];
    const child = spawn(program, more, {
      env: { ...process.env, NYMBRIDGE_HOME: this.folder, NYMBRIDGE_PASSPHRASE: passphrase },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    return child;
  }

  /** Runs a verb to its end. */
  run(...words: string[]): Promise<Finished> {
    const child = this.start(...words);
    let out = '';
    let error = '';
    child.stdout?.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (error += data.toString()));
    return new Promise((resolve) => {
      child.once('close', (status) => {
        resolve({ status, out, error });
      });
    });
  }

  /** Starts `run` and resolves with its ports as soon as it serves. */
  serve(): Promise<Serving> {
    const child = this.start('run');
    let said = '';
    return new Promise((resolve, reject) => {
      const listen = (data: Buffer) => {
        said += data.toString();
        const imap = /^IMAP on .* port (\d+)$/m.exec(said)?.[1];
        const smtp = /^SMTP on .* port (\d+)$/m.exec(said)?.[1];
        if (imap !== undefined && smtp !== undefined) {
          resolve({ child, imapPort: Number(imap), smtpPort: Number(smtp) });
        }
      };
      child.stdout?.on('data', listen);
      child.stderr?.on('data', listen);
      child.once('close', (status) => {
        reject(new Error(`run ended with status ${status}: ${said}`));
      });
    });
  }

  /** Opens it in this process, to look into its store; the caller closes it. */
  open(): Bridge {
    return openBridge(findPaths({ NYMBRIDGE_HOME: this.folder }), Secret.fromText(passphrase), around);
  }

  /** A second home with everything that is in this one, while nothing runs in it. */
  copy(): Home {
    const home = new Home(this.before);
    cpSync(this.folder, home.folder, { recursive: true });
    return home;
  }

  remove(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface Serving {
  readonly child: ChildProcess;
  readonly imapPort: number;
  readonly smtpPort: number;
}

/** Ends a process and resolves with its exit status, or null where the signal ended it. */
export function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('close', resolve);
    child.kill(signal);
  });
}
