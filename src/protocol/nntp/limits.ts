/** What the client accepts of a server, and how long it waits. Bytes and milliseconds. */
export interface Limits {
  readonly commandBytes: number;
  readonly statusLineBytes: number;
  readonly listLineBytes: number;
  readonly capabilitiesBytes: number;
  readonly articleBytes: number;
  readonly replyBytes: number;
  readonly idleMs: number;
  readonly replyMs: number;
  readonly depth: number;
  readonly heldBytes: number;
}

export const limits: Limits = {
  /** RFC 3977 §3.1: a command line has at most 512 octets, line end included. */
  commandBytes: 512,
  /** RFC 3977 §3.1 allows 512 for a status line; some servers put whole policies behind the code. */
  statusLineBytes: 4096,
  /** An overview line carries References, which grows with the thread; INN stops a header field at 16 KiB or less. */
  listLineBytes: 64 * 1024,
  /** A dozen lines, as a rule; the one of INN that names every SASL mechanism is some hundred bytes. */
  capabilitiesBytes: 16 * 1024,
  /** Servers refuse articles over 1 MiB as a rule; a larger one is skipped, not kept. */
  articleBytes: 4 * 1024 * 1024,
  /** A whole reply, also one that is only skipped: overview of 100,000 articles has about 40 MiB. Beyond it is an attack. */
  replyBytes: 64 * 1024 * 1024,
  /** Tor circuits stall for half a minute now and then; past a minute nothing more comes. */
  idleMs: 60_000,
  /** One reply in all, however slowly it drips: 4 MiB at 5 KiB a second. */
  replyMs: 15 * 60_000,
  /** At 200 ms a round trip 64 commands in flight bring 300 articles a second, which is about what a line to Tor carries. */
  depth: 64,
  /** Articles that have come and wait for those before them. More than one may have, so that one alone always finds room. */
  heldBytes: 32 * 1024 * 1024,
};
