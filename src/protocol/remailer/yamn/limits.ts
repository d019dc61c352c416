/** Every limit of this format, each with its reason. */
export const limits = {
  /** A remailer's address: what the packet has room for (yamn.md §5.3). */
  addressBytes: 52,
  /** Of one packet, as the program that the others run splits (yamn.md §1). */
  payloadBytes: 17_910,
  /** Days after which a remailer drops a packet (yamn.md §6). */
  days: 14,
} as const;
