export type RemailerErrorCode =
  /** Not in the armor that remailers write, or not of the length that it says. */
  | 'not-armored'
  /** The digest over the packet is another: it was changed on its way. */
  | 'bad-digest'
  /** For a key that is not ours. */
  | 'unknown-key'
  /** Sealed for our key, and does not open: it was changed on its way. */
  | 'altered'
  | 'unknown-version'
  /** A field that no packet has. */
  | 'malformed'
  /** Its id has been seen. */
  | 'replayed'
  | 'too-old'
  | 'from-the-future'
  /** More than a packet holds, or than a message may have. */
  | 'too-large'
  /** A public key that nothing can be sealed for. */
  | 'bad-key'
  /** A chain that no packet can have. */
  | 'bad-chain'
  /** No remailer may be drawn for some place of the chain. */
  | 'no-chain';

/** The engine's one error. */
export class RemailerError extends Error {
  override readonly name = 'RemailerError';

  constructor(
    readonly code: RemailerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
