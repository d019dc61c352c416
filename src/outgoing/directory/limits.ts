/** Every limit of reading and fetching what is known of remailers, each with its reason. */
export const limits = {
  /** As much of a file as is read (protocol/remailer): a hundred remailers with the largest keys make 150 KB. */
  fileBytes: 2 * 1024 * 1024,
  /** Of places for one list: there are fewer in the world. */
  sources: 16,
  /** Tor builds a circuit in seconds, an onion in a minute, and a list comes slowly. */
  fetchMs: 180_000,
  /** Nobody who looks on is to see from a start of the program how many lists are fetched. */
  firstMs: 120_000,
  /** What pingers look back on. */
  pingDays: 12,
  /** A ping that is not back by then counts as lost: the slowest remailer that is drawn takes 36 hours, and the nym server and the newsgroup take theirs. */
  pingLostMs: 3 * 24 * 3600_000,
  /** Fewer say nothing: of twelve, one that is lost makes 92 %. */
  leastPings: 12,
  /** The shortest wait after a try that failed. */
  againMs: 600_000,
} as const;
