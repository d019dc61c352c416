// One encrypted file that holds everything: how it is made, and how it is read again. The format is in docs/backup.md.
export { readBackup } from './read';
export type { Restored } from './read';
export { writeBackup } from './write';
export type { BackupWishes } from './write';
export type { Contents } from './contents';
