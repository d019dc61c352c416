import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** GnuPG of the distribution, in a home folder of its own with its own agent. */
export interface Gpg {
  /** The home folder, for what else a test keeps there. */
  readonly home: string;
  /** Runs it, with its clock at the time of these tests; `status` is what it says on its status channel and to people. Throws where it fails. */
  readonly run: (args: readonly string[], input?: Uint8Array) => { readonly out: Buffer; readonly status: string };
  readonly remove: () => void;
}

/** Its clock stands where the keys and letters of the tests are. */
const clock = ['--faked-system-time', '20261122T130000!'];

export function openGpg(): Gpg {
  const home = mkdtempSync(join(tmpdir(), 'gnupg-'));
  const fixed = ['--homedir', home, '--batch', '--yes', '--no-tty', '--trust-model', 'always', '--status-fd', '2'];
  return {
    home,
    run: (args, input = Buffer.alloc(0)) => {
      const result = spawnSync('gpg', [...fixed, ...clock, ...args], { input, maxBuffer: 64 * 1024 * 1024 });
      const status = result.stderr.toString();
      if (result.status !== 0) throw new Error(`gpg ${args.join(' ')}: ${status}`);
      return { out: result.stdout, status };
    },
    remove: () => {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
