/** The limits of compose, each with its reason. */
export const limits = {
  /** Lines up to this stay as they are; longer ones are encoded, so that nothing on the way has to break them (RFC 5322 §2.1.1). */
  plainColumns: 78,
  /** A thread's last ancestors are what clients thread by; long lists only tell more about it (RFC 5322 §3.6.4 sets no limit). */
  references: 20,
  /** RFC 5322 §2.1.1: no Message-ID fits into a header line that is longer. */
  messageIdCharacters: 250,
  /** One letter a Bcc recipient, and fifty letters a day: a longer list could not be sent (nymserv.md §4). */
  bccRecipients: 50,
} as const;
