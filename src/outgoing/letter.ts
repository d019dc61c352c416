import { UserError } from '../base/errors';

/** A mail as a mail client handed it over by SMTP. */
export interface SubmittedMail {
  /** Who logged in: a nym's address, lower case; or `all`, and then the nym is the one in From. */
  readonly nym: string;
  /** The envelope: whom the client named with RCPT TO, Bcc recipients among them, as written. */
  readonly recipients: readonly string[];
  /** Header and body, as the client wrote them. */
  readonly source: Buffer;
}

/**
 * What a letter is to the nym server: mail for the outside, the creation of a nym (the one that is not signed as well), a
 * change, or a wish for web pages.
 */
export type LetterKind = 'send' | 'create' | 'config' | 'url';

/** The value that the stages hand on: one message to one of the nym server's addresses, not yet sealed. */
export interface Letter {
  readonly kind: LetterKind;
  /** The nym's address. */
  readonly nym: string;
  /** The nym's way out, by its name in the configuration. */
  readonly transport: string;
  /** Whom it is for in the end: outside addresses, or the server's own for a request. */
  readonly recipients: readonly string[];
  /** The one the outside will see, with angle brackets; requests have none. */
  readonly messageId?: string;
  /** The one the mail client had given: by it the client's own copy in Sent is recognised. */
  readonly clientMessageId?: string;
  /** What is sealed, to the byte. LF line ends. */
  readonly payload: Buffer;
  /** Waits until the server has confirmed the nym. */
  readonly held: boolean;
  /** When it may be handed over, in ms since 1970; at once where it is left out. */
  readonly notBefore?: number;
}

/** A message for one of the nym's own mailboxes: CRLF line ends, and its structure as JSON. */
export interface FiledMail {
  readonly source: Buffer;
  readonly structure: string;
}

/** A sealed letter in its outer mail, for a transport. */
export interface Parcel {
  /** Tells one nym from another without naming it: what must not share a circuit has different ones. */
  readonly purpose: string;
  /** The nym server's address, such as `send@nym.test`. */
  readonly to: string;
  /** The whole outer mail, ASCII, LF line ends. It names nobody but the nym server. */
  readonly source: Buffer;
  readonly kind?: LetterKind;
  /** Its letter's number in the outbox. */
  readonly letter?: number;
}

/**
 * What became of a parcel. `unknown`: it was given, but the answer did not come, so it may or may not be on its way. The
 * `reason` is a sentence for the nym's owner and may quote the relay, who may quote addresses: it goes into the store and the
 * report, never into a log. `code` is for the log: a few of this program's own words, or a number.
 */
export type Outcome =
  | { readonly result: 'taken' }
  | { readonly result: 'later' | 'never' | 'unknown'; readonly reason: string; readonly code?: string };

/** What a way out has shown that works. */
export interface Offer {
  readonly result: 'taken';
  /** What a relay says it can (RFC 5321 §4.1.1.1), as sent: `SIZE 1000000`. */
  readonly offers?: readonly string[];
  /** With TLS: its certificate by SHA-256 in hex and its end in ms since 1970, and the version. */
  readonly peer?: { readonly sha256: string; readonly validUntil: number; readonly protocol: string };
}

/** A way out. Neither method throws. */
export interface Transport {
  /** A parcel is handed over in one transaction with the outbox: nothing can be in doubt. */
  readonly queues?: true;
  /** What it takes may be with the server hours later: remailers, or a person, keep it for a while. */
  readonly slow?: true;
  /** The longest text of an outer mail that it takes. */
  readonly mostBytes?: number;
  /** The one that what is longer goes by, by its name in the configuration. */
  readonly large?: string;
  /** Hands a parcel over. */
  send(parcel: Parcel, signal?: AbortSignal): Promise<Outcome>;
  /** Whether it would work now, without sending anything: `taken` means yes. */
  check(signal?: AbortSignal): Promise<Offer | Exclude<Outcome, { result: 'taken' }>>;
}

/** Why a mail is not taken. What can help is in the message; which of them pass with time is in submission/replies.ts. */
export type RefusalCode =
  | 'not-this-nym'
  | 'no-recipient'
  | 'bad-recipient'
  | 'mixed-recipients'
  | 'bad-request'
  | 'unreadable'
  | 'line-too-long'
  | 'too-big'
  | 'too-many-recipients'
  | 'breaks-signature'
  | 'tells-too-much'
  | 'nym-not-active'
  | 'nym-busy'
  | 'key-expired'
  | 'cannot-encrypt'
  | 'daily-limit'
  | 'unavailable';

/** A mail that cannot be sent as it is. The message is a sentence for the person who wrote it. */
export class Refusal extends UserError {
  constructor(
    readonly code: RefusalCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
