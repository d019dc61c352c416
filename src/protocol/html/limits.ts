/** Limits of HTML, each with its reason: a page is written by a stranger. */
export const limits = {
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
} as const;
