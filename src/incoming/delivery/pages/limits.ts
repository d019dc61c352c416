/** Limits of web pages, each with its reason: a page is written by a stranger, and comes past the nym server as it is. */
export const limits = {
  /** A request asks for 20 pages at most, and each is a part of the answer. */
  pages: 20,
  /** A title stands in a Subject. */
  titleCharacters: 100,
  /** A title stands in a page's head. */
  titleBytes: 64 * 1024,
  /** Where a page says its charset (HTML Living Standard, "determining the character encoding": the first 1024 bytes). */
  charsetBytes: 1024,
  /** Longer texts go as base64: quoted-printable is written byte by byte. */
  quotedBytes: 256 * 1024,
  /** The server's own words, where it could not fetch a page, are a line or two. */
  failureBytes: 8192,
} as const;
