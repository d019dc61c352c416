const minute = 60_000;
const hour = 60 * minute;

/** The limits of the queue of packets, each with its reason. Milliseconds. */
export const limits = {
  /** The first pause after a failure; Tor's hiccups are over by then. */
  firstPause: minute,
  /** Pauses double up to this: packets are few, and have to be on their way in time. */
  longestPause: 2 * hour,
  /**
   * Remailers drop a packet of Mixmaster after seven days, and its day may be up to three too early: what has not left after two would
   * hardly come through (mixmaster.md §6).
   */
  giveUpAfter: 48 * hour,
  /** How long the worker sleeps at most when nothing is due: other processes' rows are seen by the store's watch. */
  nap: hour,
} as const;
