/** Limits of matching, each with its reason. */
export const limits = {
  /** How much the clocks of a nym server and of this machine may differ before an article counts as older than a key. */
  clockSkewMs: 2 * 24 * 60 * 60 * 1000,
} as const;
