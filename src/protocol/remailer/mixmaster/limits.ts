/** Every limit of this format, each with its reason. */
export const limits = {
  /** Of a next hop's address: what the packet has room for (mixmaster.md §5.1). */
  addressBytes: 79,
  /** Destinations, or header lines, of a message: one byte counts them. */
  fields: 255,
  /** Of a message's text, unpacked: what all its packets hold, and as much again as mail is packed. */
  textBytes: 32 * 1024 * 1024,
  /** Days after which a remailer drops a packet (mixmaster.md §6). */
  days: 7,
} as const;
