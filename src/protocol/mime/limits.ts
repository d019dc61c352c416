/** What a stranger's mail may cost. Past a limit mail is not refused: the rest of it is simply not looked into (see `Structure.cut`). */
export const limits = {
  /** A header ends here at the latest, so that no header ever needs more memory than this; Exim's `header_maxsize` too. */
  headerBytes: 1024 * 1024,
  /** Real mail has tens of parts, digests a few hundred; each costs some 300 bytes in the stored structure. */
  parts: 1000,
  /** Parts within parts. Dovecot stops at 100 as well; recursion this deep is far from any stack's end. */
  depth: 100,
  /** RFC 2046 §5.1.1 allows 70; some mailers write more. No line holds longer ones (RFC 5322 §2.1.1). */
  boundaryBytes: 998,
  /** Addresses of one field; a mailing of thousands is told from an attack by nobody who reads the list. */
  addresses: 10_000,
  /** Fields of one name that count for the envelope. */
  repeats: 100,
  /** Parameters of one Content-Type or Content-Disposition field. */
  params: 200,
} as const;
