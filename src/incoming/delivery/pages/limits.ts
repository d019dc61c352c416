/** Limits of web pages, each with its reason: a page is written by a stranger, and comes past the nym server as it is. */
export const limits = {
  /** A request asks for 20 pages at most, and each is a part of the answer. */
  pages: 20,
  /** Where the text of a page ends: most of a long book, which takes a second to be laid out. */
  textCharacters: 500_000,
  /** Elements open at once; what is deeper keeps its text and loses its shape. */
  depth: 48,
  /** Lists and quotes within each other: each level puts something in front of every line, so that depth times length is written. */
  indents: 8,
  /** Longer links are not for reading: they carry data. */
  linkCharacters: 2000,
  /** Links listed under a page. */
  links: 2000,
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
