/** What a stranger's bytes may ask of this engine. */
export const limits = {
  /** Input before dearmoring: a letter of 25 MB in base64 attachments and armor is under 50 MB; the rest is room. */
  inputBytes: 64 * 1024 * 1024,
  /** Plaintext of one layer unless the caller says less: the 25 MB the SMTP side takes, with room for base64. */
  plaintextBytes: 40 * 1024 * 1024,
  /** The server's two (symmetric, public key), a relay's one, and one to spare. */
  layers: 4,
  /** Each hidden one costs a private-key operation a key; nym servers write one, mailing groups a few. */
  sessionKeyPackets: 32,
  /** GnuPG writes one a passphrase; what trying them may cost all together is `hashBytes`. */
  passphrasePackets: 4,
  /**
   * What one message may make us hash: of what GnuPG stretches most (65 MB, RFC 9580 §3.7.1.3, and that twice where the key is longer than
   * the hash) 66 passphrases, the latest first. Takes ten seconds, in which everything else has its turns.
   */
  hashBytes: 8 * 1024 * 1024 * 1024,
  /** Each may hash the whole plaintext anew. GnuPG writes one a signer. */
  signatures: 8,
  /** 2 to the power of this in KiB is what the Argon2 passphrase of a key may make us allocate: 64 MiB. Messages under one are not tried. */
  argon2MemoryExponent: 16,
  /** Packets of a message: session keys, or a text and its signatures, with markers and padding between them. */
  messagePackets: 128,
  /** Packets of a key file: a key that many people have signed has some hundreds. */
  keyPackets: 20_000,
  /**
   * What the library may decrypt or unpack by itself (rare ciphers, BZip2): it takes some 10 microseconds a packet or
   * part, and a hostile message may be nothing else.
   */
  libraryBytes: 8 * 1024 * 1024,
  /**
   * By the key itself or claiming to be, over user ids and subkeys: each is verified, some several times, and takes milliseconds.
   * A key of twenty years with as many user ids has fewer; others' signatures on it do not count.
   */
  ownSignatures: 400,
  /** The same over all keys of a file that strangers may have put together: seconds, not minutes. */
  ringSignatures: 1000,
  /** Keys in one file: a nym server has one, a ring of known ones a few. */
  keys: 64,
  /** A key ring file; a key with hundreds of certifications is under 1 MB. */
  keyBytes: 4 * 1024 * 1024,
  /** How much of a message is looked at to tell its recipients: 32 RSA-4096 packets are 17 KB. */
  peekBytes: 32 * 1024,
  /** A whole key ring of GnuPG's: thousands of correspondents with their certifications. */
  ringBytes: 64 * 1024 * 1024,
  /** Packets in it: some 200 bytes each on average, and each costs an object while its key is looked at. */
  ringPackets: 400_000,
  /** Subkeys of a key whose secret half is put together: each is looked for among all. */
  subkeys: 100,
  /** RSA-16384 is what GnuPG can read; checking a key takes time by the square of its bits, of the others many times over. */
  rsaBits: 16_384,
  otherBits: 4096,
  /** A file of one secret key of RSA-16384 in hex is 20 KB. */
  keyFileBytes: 64 * 1024,
  /** GnuPG nests its secret keys six deep. */
  sexpDepth: 16,
  /** Brackets and atoms of a secret key: GnuPG writes about fifty. */
  sexpNodes: 2000,
  /** What one passphrase may make us hash: GnuPG's agent takes what its machine does in 100 ms, the fastest some 250 MB. */
  agentHashBytes: 1024 * 1024 * 1024,
} as const;
