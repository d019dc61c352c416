import { statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bad, type Finding, good, warning } from './finding';
import type { Check, Outside } from './patient';

const check = 'disk space';
const mib = 1024 * 1024;
/** The largest mail, its encrypted copy and the database's log at once. */
const neededBytes = 128 * mib;
const comfortableBytes = 1024 * mib;

/** Whether the disk that holds the data has room. */
export const checkDisk: Check<Outside> = ({ paths }) => {
  const { bavail, bsize } = statfsSync(paths.data);
  const size = statSync(join(paths.data, 'nymbridge.db'), { throwIfNoEntry: false })?.size ?? 0;
  return [judgeSpace(bavail * bsize, size)];
};

/** What so many free bytes mean for a database of so many. */
export function judgeSpace(free: number, database: number): Finding {
  const finding = `${inWords(free)} are free; the database has ${inWords(database)}.`;
  const next = 'Make room on the disk that holds the data.';
  if (free < neededBytes) return bad(check, finding, 'Mail may be refused: nothing is taken that is not kept.', next);
  if (free < Math.max(comfortableBytes, database))
    return warning(check, finding, 'A backup or a large mail may not fit.', next);
  return good(check, finding, 'There is room for mail and for a backup.');
}

function inWords(bytes: number): string {
  const gib = bytes / (1024 * mib);
  return gib >= 1 ? `${gib.toFixed(1)} GiB` : `${Math.ceil(bytes / mib)} MiB`;
}
