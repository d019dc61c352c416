import type { OutMail } from '../mail';

/** Seconds, a dot, which mail of ours it is, R where its bytes are as they were, a dot, whose. */
const own = /^\d{1,15}\.(V\d{1,10}U\d{1,10})(R?)\.nymbridge/;

/** The unique part of the file name of a mail of ours. `plain`: its lines end with LF in the file. */
export function uniqueName({ id, internalDate }: OutMail, plain: boolean): string {
  return `${Math.floor(internalDate / 1000)}.${id}${plain ? '' : 'R'}.nymbridge`;
}

/** Which mail of ours has that file name; undefined for all others. */
export function ownId(fileName: string): string | undefined {
  return own.exec(fileName)?.[1];
}

/** Whether the bytes in the file are the mail's, line ends and all. */
export function isRaw(fileName: string): boolean {
  return own.exec(fileName)?.[2] === 'R';
}
