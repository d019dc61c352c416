/** Every limit of this engine, each with its reason. */
export const limits = {
  /** An armored message: what `protocol/openpgp` takes. */
  messageBytes: 64 * 1024 * 1024,
  /** The plaintext: the 25 MB the SMTP side takes, with room for base64 and a layer of armor. */
  plaintextBytes: 40 * 1024 * 1024,
  /** Messages a chain may be ahead of what has come: all of the numbers that three digits have. */
  skip: 1000,
  /** Keys of messages that have not come, of all chains: of two whole chains and as many again. The oldest go first. */
  skippedKeys: 4000,
  /** How long such a key is kept, in ms: two days, as the other programs do. Whoever steals the state can open no more than that. */
  keptFor: 2 * 24 * 60 * 60 * 1000,
  /** Replaced chains that are kept as long: a server that works by the hour begins at most 48 in two days. */
  pastChains: 50,
  /** Messages of a chain of ours: the next one says how many they were, in three digits. */
  chainMessages: 999,
  /** Digits of both numbers of a header together: three each, and one more where a server went on past 999. */
  digits: { least: 6, most: 8 },
  /** What one message may make us hash: of the keys that GnuPG stretches most (62 MiB each) 16, which takes a second. */
  hashBytes: 1024 * 1024 * 1024,
  /** The option `ephemeral`, in bytes of UTF-8 (nymserv.md §3): the server ignores a longer one. */
  secretBytes: 64,
  /** A state with all the keys it may keep has under 1 MB. */
  stateBytes: 4 * 1024 * 1024,
  /** pyaxo's file, unpacked: it forgets keys by time only, and each is a line of 200 bytes. */
  pyaxoBytes: 16 * 1024 * 1024,
} as const;
