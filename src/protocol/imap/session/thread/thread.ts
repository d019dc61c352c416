/** A message to be put into a thread (RFC 5256 §3). */
export interface ThreadMail {
  /** What the client knows it by. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Mapped for comparing. */
  readonly subject: string;
  readonly isReply: boolean;
}

/** The same with its ties to others, for REFERENCES: its own ID, and those of the messages it comes after, the nearest last. */
export interface LinkedMail extends ThreadMail {
  readonly messageId: string | undefined;
  readonly references: readonly string[];
}

/** A message with the answers to it. Without a number it stands for one that is not here, and has two children at least. */
export interface Thread {
  readonly number?: number | undefined;
  readonly children: readonly Thread[];
}

/** By sent date, ties in the order of the mailbox (RFC 5256 §2.2). */
export function compareSent(a: ThreadMail, b: ThreadMail): number {
  return a.sentAt - b.sentAt || a.number - b.number;
}
