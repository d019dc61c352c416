/** The store's limits, each with its reason. */
export const limits = {
  /** The driver loads a value whole to give a part of it, and the first part of a mail is what clients ask for. Of a mail that is not short. */
  chunkBytes: 32 * 1024,
  /** Chunks read in one query. */
  chunksAtOnce: 8,
  /** Another process's transaction takes milliseconds; a minute-long bulk change is the worst there is. */
  busyMs: 10_000,
  /** `status` looks at the run lock by taking it for a moment: a `run` that starts just then waits instead of giving up. */
  lockMs: 500,
  /** Headers up to this length are kept apart as well: real ones have some kilobytes, and a longer one is read from its chunk. */
  keptHeaderBytes: 32 * 1024,
  /** Messages up to this length lie in one row, and are read with others in one query, some hundred at a time: a few megabytes at most. */
  wholeBytes: 16 * 1024,
  /** Of a longer one this much lies in the row, one page of it: the text that a client shows first is mostly there, and the file that is attached is not. */
  beginningBytes: 8 * 1024,
  /** 2^17 rounds of 1 KiB: 128 MiB and about half a second for each guess of the passphrase. */
  scrypt: { n: 2 ** 17, r: 8, p: 1 },
  /** A vault file that asks for more is not ours: it would only fill the memory. */
  scryptMost: { n: 2 ** 20, r: 16, p: 4 },
  /** A vault file is some 400 bytes. */
  vaultBytes: 16 * 1024,
  /** Measured on 50,000 mails: half the time of 4096 to read and to append, and 16384 makes each small commit dearer. Never changes. */
  pageBytes: 8192,
  /** Decrypting a page costs more than keeping it: the rows of a mailbox of 100,000 fit several times. */
  cacheKib: 32 * 1024,
  /** Mailboxes that a client goes back and forth between. Of 100,000 messages each one is some 10 MB. */
  keptSnapshots: 6,
  /** Of each query whose answers are kept while nobody writes: clients may ask for any number of names. */
  rememberedAnswers: 256,
  /** Changes remembered of each of as many mailboxes, for those who have it open and look soon after each: a thousand single STOREs. The latest is kept whatever its size. */
  journal: { changes: 1000, messages: 20_000 },
  /** Text of mails looked through in one query, some 10 ms: a search of a large mailbox lets others in between. */
  searchedAtOnce: { messages: 200, bytes: 1024 * 1024 },
  /** States of messages that lie in their mailbox's row, a kilobyte of its page; what changes more at once goes to the rows of states. */
  recentStates: { most: 64, atOnce: 16 },
  /** Flags of one message: what the IMAP server takes at once, twice. A client that gives each day another keyword would make each change dearer. */
  flags: 200,
  /** Removals remembered of a mailbox, for clients that come back: some years of mail. One that was away for longer is told all that is not there. */
  keptRemovals: 20_000,
  /** Finding the oldest of them takes a scan: it is made once for so many. */
  removalsPrunedAtOnce: 2000,
  /**
   * What is written behind mail that comes one by one. 64 of them fill some pages of each table, and take some ten milliseconds; a client
   * that files one mail and asks for it has it written by then, or at once. A mail of which more than that is to be kept does not wait.
   */
  behind: { mails: 64, ms: 300, bytes: 64 * 1024 },
  /** No letter is ever put off for longer than to the next day's morning: what waits for later was put off by a wrong clock. */
  longestWaitMs: 3 * 24 * 60 * 60_000,
  /** Longer than statistics look back, and than a remailer keeps a packet: what comes back after that is filed as any mail is. */
  pingsKeptMs: 28 * 24 * 60 * 60_000,
  /** A bulk change may make a large log: give the space back afterwards. */
  walKeptBytes: 16 * 1024 * 1024,
} as const;
