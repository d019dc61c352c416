/**
 * What can go wrong, for the client to be told. A backend may throw those marked "backend"; each becomes the NO or BAD
 * and the response code of `session/reply.ts`.
 */
export type ImapErrorCode =
  | 'nonexistent' // backend: no such mailbox
  | 'try-create' // no such mailbox to put messages into, but it could be made
  | 'already-exists' // backend: there is such a mailbox
  | 'has-children' // backend: the mailbox has inferior names that stand in the way
  | 'over-quota' // backend: the account is full
  | 'cannot' // backend: can never work: a reserved name, a NUL in a message
  | 'limit' // backend: too many mailboxes, messages or flags
  | 'unavailable' // backend: may work later: the store is busy or locked
  | 'in-use' // backend: another connection stands in the way
  | 'use-attr' // backend: this use cannot be given to a mailbox
  | 'syntax' // the command cannot be read
  | 'bad-state' // the command is not legal now
  | 'no-such-message' // a sequence number past the end
  | 'expunge-issued' // all the messages have been removed by another connection
  | 'read-only' // the mailbox is open for reading only
  | 'too-big' // a literal over the limit
  | 'auth-failed'
  | 'compression-active' // it cannot begin twice
  | 'privacy-required' // a password in the clear
  | 'bad-charset'
  | 'unknown-cte'
  | 'gone' // the selected mailbox has been deleted
  | 'closed' // the connection has ended
  | 'timeout'
  | 'too-long' // a line over the limit
  | 'flood'; // more of something than a client has reason to send: the connection is ended

/** The engine's one error. The message is a sentence that is shown to the client's user; it must hold no secret. */
export class ImapError extends Error {
  override readonly name = 'ImapError';

  constructor(
    readonly code: ImapErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
