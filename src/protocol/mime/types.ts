/** A header field of a message, with its place in it. */
export interface HeaderField {
  /** As written, without blanks before the colon; '' for a line that has no name (an mbox `From ` line, junk). */
  readonly name: string;
  /** Offset of the first byte. */
  readonly start: number;
  /** Offset after the final line end. */
  readonly end: number;
  /** The field's bytes, folded, with line ends: a view into the source, not a copy. */
  readonly raw: Buffer;
}

/** A header block: its fields in order, and the offset of the first byte after it (and after its blank line). */
export interface Header {
  readonly fields: HeaderField[];
  readonly end: number;
}

/** Attribute and value as written, the attribute in lower case; RFC 2231 pieces are separate entries (see `readParam`). */
export type Param = readonly [attribute: string, value: string];

/** A Content-Disposition field (RFC 2183), its type in lower case. */
export interface Disposition {
  readonly type: string;
  readonly params: readonly Param[];
}

/**
 * A node of the part tree. Plain JSON: it is stored as such. All offsets are bytes into the whole message; text is
 * Unicode (see `fieldRaw`), encoded words are left as they are.
 */
export interface Part {
  /** Media type, lower case; text/plain (message/rfc822 in a digest) where the mail says nothing usable. */
  readonly type: string;
  readonly subtype: string;
  readonly params: readonly Param[];
  readonly id?: string;
  readonly description?: string;
  /** Content-Transfer-Encoding in lower case; '7bit' where the mail says nothing usable. */
  readonly encoding: string;
  readonly disposition?: Disposition;
  readonly md5?: string;
  readonly language?: readonly string[];
  readonly location?: string;
  /** The part's own header is [headerStart, bodyStart), blank line included; its body [bodyStart, bodyEnd). */
  readonly headerStart: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** Line ends in the body. */
  readonly lines: number;
  /** A multipart's children; [] for everything else. */
  readonly parts: readonly Part[];
  /** For message/rfc822 and message/global only: the message inside. */
  readonly message?: Message;
}

/** The message in a message/rfc822 part. */
export interface Message {
  readonly envelope: Envelope;
  readonly part: Part;
}

/**
 * One address as ENVELOPE gives it (RFC 9051 §7.5.2), encoded words untouched. A group begins with an entry that has only
 * `mailbox` (the group's name) and ends with an empty entry. A real address always has both `mailbox` and `host`.
 */
export interface MailAddress {
  readonly name?: string;
  readonly route?: string;
  readonly mailbox?: string;
  readonly host?: string;
}

/** The fields of RFC 9051 §7.5.2 as the mail has them: `sender` and `replyTo` are [] where absent, not copies of `from`. */
export interface Envelope {
  readonly date?: string;
  readonly subject?: string;
  readonly from: readonly MailAddress[];
  readonly sender: readonly MailAddress[];
  readonly replyTo: readonly MailAddress[];
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  readonly inReplyTo?: string;
  readonly messageId?: string;
}

/** Everything IMAP wants to know of a message without reading it again. */
export interface Structure {
  /** Bytes of the whole message. */
  readonly size: number;
  readonly envelope: Envelope;
  readonly root: Part;
  /** Which limit left something of it out of the tree; only there where that is so. */
  readonly cut?: 'parts' | 'depth';
}
