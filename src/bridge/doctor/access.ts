import { statSync } from 'node:fs';

/** Who else may get at a file or folder. */
export interface Access {
  /** As `chmod` takes it: `0644`. */
  readonly mode: string;
  readonly readable: boolean;
  readonly writable: boolean;
}

/** What others on this machine may do; undefined where nothing is there, and where the system has no such modes (Windows). */
export function accessOf(path: string): Access | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat || process.platform === 'win32') return undefined;
  // whoever owns it may open it to themselves
  const foreign = stat.uid !== process.getuid?.() && stat.uid !== 0;
  const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
  return { mode, readable: foreign || (stat.mode & 0o044) !== 0, writable: foreign || (stat.mode & 0o022) !== 0 };
}
