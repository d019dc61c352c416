export type EphemeralErrorCode =
  /** Not the form of a message of this layer: nothing was tried. */
  | 'not-ephemeral'
  /** No key of ours opens its header: it is another nym's, was changed on its way, or is older than what is kept. */
  | 'no-key'
  /** It was opened before. */
  | 'duplicate'
  /** It has not been opened, and its key was thrown away: it came too late. */
  | 'too-late'
  /** Numbered past the end of its chain, or so far ahead that more would be missing than can be. */
  | 'too-far'
  /** Begins a chain that cannot have been begun before we write. */
  | 'out-of-turn'
  /** Its header opens, and is not what a header is. */
  | 'bad-header'
  /** Its header opens and its body does not: it was changed on its way, or is cut off. */
  | 'altered'
  | 'too-large'
  /** More hashing than one message may ask for. */
  | 'too-costly'
  /** A public key, or a secret to agree on, that cannot be used. */
  | 'bad-key'
  /** Nothing can be written before an answer has come. */
  | 'chain-full'
  /** A state that is damaged, or of another version. */
  | 'bad-state'
  | 'wrong-passphrase';

/** The engine's one error. The state that was given stays as it is and remains good. */
export class EphemeralError extends Error {
  override readonly name = 'EphemeralError';

  constructor(
    readonly code: EphemeralErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
