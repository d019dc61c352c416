/** Limits of the web page, each with its reason. */
export const limits = {
  /** A browser on this machine says who it is in some hundred bytes. */
  headerBytes: 8 * 1024,
  /** It says it at once, and the page is small: who is still there then is no browser. Longer than any wait for a wrong password. */
  connectionMs: 60_000,
  /** Browsers open two or three. Whoever else is on this machine can open as many as it likes, without a login, and must not take what mail needs. */
  connections: 16,
  /** Nothing is asked twice: the page is one. */
  idleMs: 5000,
} as const;
