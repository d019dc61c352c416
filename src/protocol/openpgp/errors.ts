/** What can go wrong with OpenPGP data; each with a sentence in the error's message. */
export type OpenPgpErrorCode =
  /** No OpenPGP message, or no key, in these bytes. */
  | 'not-openpgp'
  /** Not encrypted, where only what is was asked for. */
  | 'not-encrypted'
  /** Encrypted to keys that were not given. */
  | 'no-key'
  /** Encrypted with a passphrase that was not given, or a secret key locked with another one. */
  | 'wrong-passphrase'
  /** The right key, but the data was cut off or changed on the way. */
  | 'altered'
  /** More bytes, before or after decompression, than allowed. */
  | 'too-large'
  /** More hashing than one message may ask for. */
  | 'too-costly'
  /** More layers than allowed. */
  | 'too-deep'
  /** Decrypts, but has no integrity protection: anyone may have changed it. */
  | 'unauthenticated'
  /** An algorithm, packet or number of recipients that this program does not handle. */
  | 'unsupported'
  /** A key that is broken, of the wrong kind, or not able to do what is asked of it. */
  | 'bad-key'
  /** More keys fit than the one that is wanted. */
  | 'ambiguous'
  /** A key past its expiry date, where a living one is needed. */
  | 'expired-key';

/** The engine's one error. Trying again never helps: the same bytes give the same answer. */
export class OpenPgpError extends Error {
  override readonly name = 'OpenPgpError';

  constructor(
    readonly code: OpenPgpErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The library tells failures apart by wording only. First match wins; what matches none is the caller's to name. */
const wordings: readonly (readonly [fragment: string, code: OpenPgpErrorCode, message: string])[] = [
  ['size exceeded', 'too-large', 'The message unpacks to more bytes than allowed.'],
  ['Modification detected', 'altered', 'The message was changed on its way: its integrity check fails.'],
  ['Authentication tag mismatch', 'altered', 'The message was changed on its way: its integrity check fails.'],
  ['without integrity protection', 'unauthenticated', 'The message has no integrity protection.'],
  ['not allowed in this context', 'unsupported', 'The message has a structure that OpenPGP does not allow.'],
  ['not supported', 'unsupported', 'The message uses an algorithm that is not supported here.'],
  ['Unknown packet', 'unsupported', 'The message has a packet of an unknown kind.'],
];

/** The engine's error for one thrown by the library: by its wording, else of the code and sentence given. */
export function readLibraryError(error: unknown, code: OpenPgpErrorCode, message: string): OpenPgpError {
  if (error instanceof OpenPgpError) return error;
  const text = String(error);
  const known = wordings.find(([fragment]) => text.includes(fragment));
  return known
    ? new OpenPgpError(known[1], known[2], { cause: error })
    : new OpenPgpError(code, message, { cause: error });
}
