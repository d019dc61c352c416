/** Limits of opening, each with its reason. */
export const limits = {
  /** More than any mail server in front of a nym server lets in; a compression bomb stops here. */
  payloadBytes: 50 * 1024 * 1024,
} as const;
