import type { ThreadKeys, ThreadLinks } from '../../message/sortKeys';

/** A message to be put into a thread. `number` is what the client knows it by. */
export interface ThreadMail extends ThreadKeys {
  readonly number: number;
}

/** The same with its ties to others, for REFERENCES. */
export type LinkedMail = ThreadMail & ThreadLinks;

/** A message with the answers to it. Without a number it stands for one that is not here, and has two children at least. */
export interface Thread {
  readonly number?: number;
  readonly children: readonly Thread[];
}

/** By sent date, ties in the order of the mailbox (RFC 5256 §2.2). */
export function compareSent(a: ThreadMail, b: ThreadMail): number {
  return a.sentAt - b.sentAt || a.number - b.number;
}
