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
  /** The shortest wait after a try that failed. */
  againMs: 600_000,
} as const;
