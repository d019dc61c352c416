import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/mailClient';
import { end } from '../../support/program';
import { connectMarionette, type Marionette } from './marionette';
import { watching } from './watched';

/** A Thunderbird with its window on a screen of its own. */
export interface Thunderbird extends Pick<Marionette, 'run'> {
  close(): Promise<void>;
}

/**
 * Opens a profile in Debian's Thunderbird, on a machine whose clock is set to India. `trace`: a file for its system calls on
 * sockets. What is written into the profile opens the driver's door, on any port; and keeps the driver from its own ideas
 * about how a program under test should be set.
 */
export async function openThunderbird(profile: string, trace: string): Promise<Thunderbird> {
  appendFileSync(
    join(profile, 'user.js'),
    'user_pref("marionette.port", 0);\nuser_pref("remote.prefs.recommended", false);\n',
  );
  const portFile = join(profile, 'MarionetteActivePort');
  rmSync(portFile, { force: true });
  const screen = await openScreen();
  const words = ['--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile];
  const child = spawn(...watching(trace, 'thunderbird', ...words), {
    env: { ...process.env, DISPLAY: screen.display, HOME: profile, TZ: 'Asia/Kolkata', MOZ_CRASHREPORTER_DISABLE: '1' },
    stdio: 'ignore',
    detached: true,
  });
  const close = async () => {
    await endGroup(child);
    await end(screen.child, 'SIGTERM');
  };
  try {
    const port = await until('Thunderbird', () =>
      existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) || undefined : undefined,
    );
    const marionette = await inTime(
      connectMarionette(port),
      'Thunderbird showed no window: something asks a question first',
    );
    return {
      run: marionette.run,
      close: async () => {
        const gone = new Promise((resolve) => child.once('close', resolve));
        marionette.command('Marionette:Quit', { flags: ['eAttemptQuit'] }).catch(() => undefined);
        await inTime(gone, 'Thunderbird did not end').finally(close);
        marionette.close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A dialog before the first window would keep the session from beginning, and one at the end the program from ending. */
async function inTime<T>(work: Promise<T>, failed: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(failed));
    }, 30_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The program and what it has started: they are a process group of their own. */
async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('close', resolve));
  process.kill(-pid, 'SIGKILL');
  await gone;
}

/** A virtual screen under the first free number. */
async function openScreen(): Promise<{ child: ChildProcess; display: string }> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      reject(new Error('Xvfb ended'));
    });
    child.stdio[3]?.once('data', (data: Buffer) => {
      resolve(data.toString().trim());
    });
  });
  return { child, display: `:${number}` };
}
