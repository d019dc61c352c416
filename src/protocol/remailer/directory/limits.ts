/** Every limit of directories and statistics, each with its reason. */
export const limits = {
  /** Of a file: a hundred remailers with the largest keys there are make 150 KB. What is behind it is not read. */
  fileBytes: 2 * 1024 * 1024,
  /** Of a line: the longest that is written has a name, an address and a key id. */
  lineChars: 1000,
  /** Between the marks of a key: a key of 4096 bits has 37 lines. */
  keyLines: 64,
  /** Told of one file: whoever reads them has seen enough. */
  faults: 100,
  nameChars: [2, 12],
  addressChars: 52,
} as const;
