/** Limits of fetching, each with its reason. */
export const limits = {
  /** Through Tor, with a circuit to build first; an onion service takes longest. */
  dialMs: 90_000,
  /** How many article numbers are listed and fetched at a time: what is known of them is all that is held in memory. */
  rangeNumbers: 500,
  /**
   * Each round looks this far back again: servers fill numbers in late, and what is known already costs a line of a list.
   * That the server was renumbered shows here too.
   */
  lookBackNumbers: 100,
  /** One article: news servers stop at 1 to 4 MiB, and no mail of this size comes through them. See nntp for how many may wait. */
  articleBytes: 24 * 1024 * 1024,
  /** Articles spooled in one transaction, by number and by bytes: a commit waits for the disk, and memory holds one batch. */
  batchArticles: 100,
  batchBytes: 4 * 1024 * 1024,
  /** Articles looked through at a time for something new to search by: a page takes milliseconds, and mail clients are served in between. */
  pageArticles: 2000,
  /** Articles dropped at a time: a transaction that others wait for. */
  pruneArticles: 500,
  /** What the list of articles keeps of a subject, for ever; matching reads the article itself. No subject a nym can have is longer. */
  subjectCharacters: 200,
  /** For so many numbers a mark waits for an article that its server fails to give; then it is left to other servers. */
  patienceNumbers: 5000,
  /** A connection lost so often at the same article is not lost by chance: all others come first. */
  stumblesInTurn: 2,
  /** And lost so often, the last times when the others had come, it is left to other servers. */
  stumbles: 4,
  /** A server that claims numbers without end, or drips, must not keep the others waiting: the next round goes on from its mark. */
  roundMs: 2 * 60 * 60_000,
  /** Of so many of the newest articles the dates are looked at, to see whether the group is alive: the last few may be gone. */
  newestNumbers: 50,
  /** Clocks differ; a Date further in the future is no sign of life. */
  futureMs: 24 * 60 * 60_000,
  /**
   * RFC 3977 §6 ends at 2^31 - 1, but servers beyond it exist, and their articles must not be passed over in silence. A mark
   * that a server has led astray does no harm: when its numbers are lower again, it is read from its beginning.
   */
  highestNumber: Number.MAX_SAFE_INTEGER,
} as const;
