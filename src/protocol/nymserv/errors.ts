export type NymservErrorCode =
  | 'unknown-option'
  | 'not-an-option'
  | 'not-by-mail'
  | 'repeated-option'
  | 'conflicting-options'
  | 'value-length'
  | 'value-word'
  | 'value-characters'
  | 'bad-choice'
  | 'bad-name'
  | 'reserved-name'
  | 'bad-url'
  | 'bad-key'
  | 'too-long';

/**
 * A request the nym server would drop, misread or break on. The message is a sentence for the nym's owner and never
 * repeats a value (it may be a passphrase); `line` counts from 1 where the request was a text of lines.
 */
export class NymservError extends Error {
  override readonly name = 'NymservError';
  /** Nothing the server would do differently a second time. */
  readonly retry = 'never';

  constructor(
    readonly code: NymservErrorCode,
    message: string,
    readonly line?: number,
  ) {
    super(line === undefined ? message : `Line ${line}: ${message}`);
  }
}
