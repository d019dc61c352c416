/** Limits of the web page, each with its reason. */
export const limits = {
  /** A browser on this machine says who it is in some hundred bytes. */
  headerBytes: 8 * 1024,
  /** It says it at once; who does not is no browser. */
  requestMs: 10_000,
  /** Nothing is asked twice: the page is one. */
  idleMs: 5000,
} as const;
