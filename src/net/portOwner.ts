import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The program that listens on a TCP port of this machine, such as `dovecot (process 812)`, or undefined where the system does
 * not tell: only Linux has /proc, and it hides other users' programs.
 */
export function portOwner(port: number, proc = '/proc'): string | undefined {
  try {
    const inodes = ['tcp', 'tcp6'].flatMap((table) =>
      listeningInodes(readFileSync(join(proc, 'net', table), 'latin1'), port),
    );
    const pid = readdirSync(proc).find((name) => /^\d+$/.test(name) && holdsSocket(join(proc, name, 'fd'), inodes));
    return pid === undefined ? undefined : `${readFileSync(join(proc, pid, 'comm'), 'utf8').trim()} (process ${pid})`;
  } catch {
    return undefined;
  }
}

/** Columns of /proc/net/tcp: number, local address:port in hex, remote, state (0A listens), six more, inode. */
function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    return columns[1]?.endsWith(suffix) && columns[3] === '0A' && columns[9] !== undefined ? [columns[9]] : [];
  });
}

function holdsSocket(folder: string, inodes: readonly string[]): boolean {
  try {
    return readdirSync(folder).some((fd) => {
      const target = linkTarget(join(folder, fd));
      return inodes.some((inode) => target === `socket:[${inode}]`);
    });
  } catch {
    return false;
  }
}

/** A descriptor may be gone between listing and looking. */
function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
