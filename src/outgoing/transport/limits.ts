/** The limits of the transports, each with its reason. Milliseconds. */
export const limits = {
  /** Building a circuit to an onion service can take a minute. */
  dialMs: 2 * 60_000,
  /** RFC 5321 §4.5.3.2.1: five minutes for the greeting. */
  greetingMs: 5 * 60_000,
  /** RFC 5321 §4.5.3.2.6: ten minutes for the answer to a whole message. */
  silenceMs: 10 * 60_000,
  /** When the program ends, which waits for all it does for five seconds: how long a relay that has the whole letter may still take to say so. */
  graceMs: 4000,
  /** A relay that does not hang up after QUIT is hung up on. */
  closeMs: 2000,
  /** No relay's reply is longer; nodemailer would keep a megabyte. */
  responseBytes: 64 * 1024,
  /** A program that packs a letter for remailers, or goes to an onion itself, can take minutes; unless the configuration says otherwise. */
  programMs: 10 * 60_000,
  /** What a program has started and left behind is not waited for. */
  leftoverMs: 500,
  /** So much of a program's last words goes into the outbox: a reason and not its log. */
  saidBytes: 500,
  /** Packets count days. */
  dayMs: 24 * 3600_000,
  /** Two hundred packets, of the 255 that a message may have: every one of them has to arrive. */
  mixmasterBytes: 2 * 1024 * 1024,
} as const;
