/**
 * - `nonexistent`: no such row.
 * - `already-exists`: the name is taken.
 * - `conflict`: the row is no longer in the state the caller expected.
 * - `too-many`: a message would have more flags than it may.
 * - `busy`: another process kept the store locked for longer than the time-out; trying again helps.
 * - `full`: no space left on the disk.
 * - `damaged`: the file is not what was written.
 * - `closed`: used after close().
 */
export type StoreErrorCode =
  'nonexistent' | 'already-exists' | 'conflict' | 'too-many' | 'busy' | 'full' | 'damaged' | 'closed';

/** What the store could not do. The message is a sentence without any content, address or name of a folder. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether the same call may succeed later. */
  get retry(): 'later' | 'never' {
    return this.code === 'busy' || this.code === 'full' ? 'later' : 'never';
  }
}
