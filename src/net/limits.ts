/** The limits of src/net, each with its reason. */
export const limits = {
  /** RFC 1928 §4 and RFC 1929 §2: one byte holds the length of a host name, a user name and a password. */
  socksFieldBytes: 255,
  /** A TLS peer that has not finished its handshake by then is broken; Tor adds seconds, not minutes. */
  handshakeMs: 60_000,
  /** Connections waiting to be accepted on a loopback port: mail clients open a handful each. */
  backlog: 64,
} as const;
