const minute = 60_000;
const hour = 60 * minute;

/** The limits of the outbox, each with its reason. Times in milliseconds. */
export const limits = {
  /** The first pause after a failure; Tor's hiccups are over by then. */
  firstPause: minute,
  /** Pauses double up to this: a relay that has been away for a day is not asked every minute. */
  longestPause: 4 * hour,
  /** RFC 5321 §4.5.4.1 asks for four to five days before giving up. */
  giveUpAfter: 5 * 24 * hour,
  /**
   * The server counts a letter on the day it works it off, an hour or so after it came (nymserv.md §1), and one too many disables
   * sending for good: what was handed over shortly before midnight counts for both days.
   */
  dayOverlap: 3 * hour,
  /** Likewise where remailers, a program or a person keep a letter for a while: most is with the server within a day. */
  slowDayOverlap: 24 * hour,
  /** What is later than this was kept by a machine that was off or asleep, not by work. */
  overdue: minute,
  /** How far what several nyms are late with is spread: short, for nobody knows how long the machine stays awake. */
  wakeSpread: 10 * minute,
  /** Letters let go at midnight do not all start at midnight. */
  morningSpread: 2 * hour,
  /** nymserv.md §4: the server's own `daily_send_limit`, unless its operator has changed it. */
  dailyLetters: 50,
  /** Copies of one request are no copies to anybody who watches; and what nyms do by themselves, they do not do together. */
  copySpread: 2 * hour,
  /** Clients that have lost an answer try again within minutes; some keep the mail until the next day. */
  repeatMs: 2 * 24 * hour,
  /** How long the worker sleeps at most when nothing is due: other processes' rows and changed nyms are seen by the store's watch. */
  nap: hour,
} as const;
