/** Limits of matching, each with its reason. */
export const limits = {
  /** How much the clocks of a nym server and of this machine may differ before an article counts as older than a key. */
  clockSkewMs: 2 * 24 * 60 * 60 * 1000,
  /** The server's articles begin with their armor; a little prose in front of it is allowed for. */
  armorWithinBytes: 16 * 1024,
} as const;
