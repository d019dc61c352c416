/** The limits of compose, each with its reason. */
export const limits = {
  /** Lines up to this stay as they are; longer ones are encoded, so that nothing on the way has to break them (RFC 5322 §2.1.1). */
  plainColumns: 78,
  /** RFC 5322 §2.1.1: servers may break longer lines. */
  lineBytes: 998,
  /** A thread's last ancestors are what clients thread by; long lists only tell more about it (RFC 5322 §3.6.4 sets no limit). */
  references: 20,
  /** Ids of a mail that are asked for: what a signature covers may name all of a long thread. */
  namedIds: 200,
  /** RFC 5322 §2.1.1: no Message-ID fits into a header line that is longer. */
  messageIdCharacters: 250,
  /** One letter a Bcc recipient, and fifty letters a day: a longer list could not be sent (nymserv.md §4). */
  bccRecipients: 50,
  /** Nobody reads longer texts in the raw; quoted-printable is written byte by byte, and 20 MB of it take seconds. */
  quotedBytes: 256 * 1024,
  /** All letters of one mail are in memory, and in one transaction, at once. */
  totalBytes: 200 * 1024 * 1024,
} as const;
