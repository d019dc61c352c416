/** The limits of submission, each with its reason. */
export const limits = {
  /** What IMAP takes for a draft as well, so that what was saved can be sent; mail systems commonly stop here. */
  messageBytes: 25 * 1024 * 1024,
  /** RFC 5321 §4.5.3.1.6: 1000 octets with CRLF. A longer line would be broken or refused somewhere on its way. */
  lineBytes: 998,
  /** One letter a Bcc recipient and fifty letters a day leave no use for more; RFC 5321 §4.5.3.1.8 asks for 100. */
  recipients: 100,
  /** Mail clients open a handful of connections. */
  connections: 50,
  /** Who was told that there are too many, and does not hang up. */
  refusedMs: 2000,
  /** RFC 5321 §4.5.3.2.7 asks a server to wait five minutes for the next command. */
  idleMs: 5 * 60_000,
  /** RFC 4954 §4.3: 12288 octets for an AUTH line; what is longer is an attack. */
  commandBytes: 12 * 1024,
} as const;
