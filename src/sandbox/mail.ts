/** A mail on its way between two hosts of the sandbox. */
export interface Mail {
  /** The envelope's sender; '' for none. */
  readonly from: string;
  /** The one recipient of this copy. */
  readonly to: string;
  /** LF line ends. */
  readonly source: Buffer;
}
