/** Limits of what is made of an article, each with its reason: it may come from anybody, and unpack to a thousand times its length. */
export const limits = {
  /** Of a message that nobody vouches for, beside the article that it was in: more than any text, and little enough for a thousand notices. */
  attachedBytes: 1024 * 1024,
  /** Longer texts go as base64: quoted-printable is written byte by byte. */
  quotedBytes: 256 * 1024,
} as const;
