/** The limits of backups, each with its reason. */
export const limits = {
  /** So much is in memory at a time; the tag adds a four-thousandth. Never changes: the format has no place for it. */
  chunkBytes: 64 * 1024,
  /** The header is some 700 bytes. */
  headerBytes: 16 * 1024,
  /** The list of what is inside is some 200 bytes. */
  contentsBytes: 16 * 1024,
  /** A configuration is some kilobytes, and is read into memory whole. */
  configBytes: 4 * 1024 * 1024,
} as const;
