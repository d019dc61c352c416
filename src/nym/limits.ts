const day = 24 * 60 * 60_000;

/** What a nym is made of and how long things about it count, each with its reason. */
export const limits = {
  /** Articles arrive in any order and days late; after a month nobody posts under a subject that was replaced. */
  retiredMs: 30 * day,
  /** A page is answered within hours, or never. */
  onceMs: 30 * day,
  /** The outbox tries for five days; whoever has the request by then answers it in hours. */
  pagesPatienceMs: 7 * day,
  /** 26 characters of a little over 5 bits: a guessed passphrase links all of a nym's mail for ever (nymserv.md §5). At most 64 fit. */
  hsubCharacters: 26,
  /** 4 million hSub guesses a second a core, and a graphics card is as fast as 5000 (nymserv.md §5): one SHA-256 block a guess. */
  guessesPerSecond: 4e6 * 5000,
  /** An exported key's passphrase is hashed by S2K (RFC 9580 §3.7.1.3) until 16 MiB have gone in: so many blocks a guess. */
  bundleGuessesPerSecond: (4e6 * 5000) / ((16 * 1024 * 1024) / 64),
  /** A typed passphrase that one graphics card finds within a century is found by a rack of them within a month. */
  strongDays: 100 * 365,
  /** What a server takes at most, in bytes (nymserv.md §3); rating a longer text would only take longer. */
  ratedCharacters: 64,
  /** 20 characters, 100 bits: what the mail client keeps. */
  passwordCharacters: 20,
  /** No server prolongs a key (nymserv.md §2): two years, and then a new nym. */
  lifeSeconds: 2 * 365 * 24 * 60 * 60,
  /** As many other names as a person looks at before choosing. */
  otherNames: 3,
  /** What is put before or after it must fit into the 64 characters of a name. */
  otherNameStem: 58,
  /**
   * How long each try of a request waits for its answer. A server answers within hours, remailers lose a message now and then, and
   * one that says nothing for a month is gone. Each is drawn from 3/4 to 5/4, so that nobody can tell a repetition by its time.
   */
  patienceMs: [1, 2, 4, 8, 14].map((days) => days * day),
  /** How long the outbox itself tries before it gives a request up: its patience begins when it has been handed over. */
  mostInOutboxMs: 6 * day,
  /** What a clock says that is further ahead than any two honest ones differ is taken for a fault of that clock. */
  clockAheadMs: 2 * day,
  /** Each copy is a message more for the server and for whoever watches; five get through where most are lost. */
  mostCopies: 5,
  /** A change takes days to be confirmed; what is replaced faster would never be in force. */
  leastRotateMs: 7 * day,
  /** Longer than any key lives. */
  mostRotateMs: 3650 * day,
  /** The outbox gives a letter up after five days; and who waits longer for a mail has forgotten it. */
  mostPoolMs: 2 * day,
  /** When the end of a key is told of: making the nym again takes days, telling people longer. */
  warnDays: [60, 30, 14, 7, 1],
  /** A display name is a line in every header of the nym's mail. */
  displayNameCharacters: 100,
  /** A subject's secret that another program kept: servers take 64 bytes, older ones took more. */
  secretCharacters: 500,
} as const;
