/** The limits of src/net, each with its reason. */
export const limits = {
  /** RFC 1928 §4 and RFC 1929 §2: one byte holds the length of a host name, a user name and a password. */
  socksFieldBytes: 255,
  /** How much later than its caller's the SOCKS5 library's clock rings: both are set in one turn, by times a part of a millisecond apart. */
  socksGraceMs: 1000,
  /** A TLS peer that has not finished its handshake by then is broken; Tor adds seconds, not minutes. */
  handshakeMs: 60_000,
  /** Connections waiting to be accepted on a loopback port: mail clients open a handful each. */
  backlog: 64,
  /** A key moves from http to https, to www and to its place; more is a circle. */
  httpRedirects: 5,
  /** Node's own limit; a web server says who it is in some hundred bytes. */
  httpHeaderBytes: 16 * 1024,
  /** Answers before the answer (100, 103): a server has one or none. */
  httpHints: 4,
  /** All that a SOCKS5 proxy says to `examineProxy` is twelve bytes: one that talks on is none. */
  proxyWordsBytes: 1024,
  /** Another program would have to take Tor's port within this, and before a connection fails, to be given a letter before it is found out. */
  torTrustMs: 10_000,
} as const;
