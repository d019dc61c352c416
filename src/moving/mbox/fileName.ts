import { readLevel, writeLevel } from '../names';

// One file a mailbox: Archive.mbox, and below it Archive/2026.mbox.

const ending = '.mbox';

/** The file of a mailbox, with slashes between folders. */
export function writeFileName(name: string): string {
  return `${name
    .split('/')
    .map((level) => writeLevel(level))
    .join('/')}${ending}`;
}

/** The mailbox of a file; Thunderbird has what is below `Archive` in `Archive.sbd`, and no ending. */
export function readFileName(disk: string): string {
  const levels = (disk.endsWith(ending) ? disk.slice(0, -ending.length) : disk).split('/');
  return levels.map((level, i) => readLevel(i < levels.length - 1 ? level.replace(/\.sbd$/, '') : level)).join('/');
}
