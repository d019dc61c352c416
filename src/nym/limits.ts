const day = 24 * 60 * 60_000;

/** What a nym is made of and how long things about it count, each with its reason. */
export const limits = {
  /** Articles arrive in any order and days late; after a month nobody posts under a subject that was replaced. */
  retiredMs: 30 * day,
  /** A page is answered within hours, or never. */
  onceMs: 30 * day,
  /** 26 characters of a little over 5 bits: a guessed passphrase links all of a nym's mail for ever (nymserv.md §5). At most 64 fit. */
  hsubCharacters: 26,
  /** 4 million hSub guesses a second a core, and a graphics card is as fast as 5000 (nymserv.md §5): one SHA-256 block a guess. */
  guessesPerSecond: 4e6 * 5000,
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
  /** A display name is a line in every header of the nym's mail. */
  displayNameCharacters: 100,
} as const;
